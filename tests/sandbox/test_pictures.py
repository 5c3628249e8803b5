"""Images in blocks that show a file of the workspace."""

from functools import partial

from slack_sdk import WebClient

from sandbox import Sandbox
from tests.sandbox.conftest import channel_id, refusal, section

PNG = b"\x89PNG\r\n\x1a\n"


def test_images_show_files_that_the_app_can_see(sandbox: Sandbox, web: WebClient) -> None:
    general = channel_id(sandbox, "general")
    picture = web.files_upload_v2(filename="chart.png", content=PNG)["file"]
    table = web.files_upload_v2(filename="scores.csv", content="name,score")["file"]
    for named in ({"id": picture["id"]}, {"url": picture["url_private"]}, {"url": picture["permalink"]}):
        block = section(accessory={"type": "image", "alt_text": "A chart", "slack_file": named})
        assert web.chat_postMessage(channel=general, text="Chart", blocks=[block])["ok"]
    for wrong in ({"id": "F0NOTHING"}, {"url": "https://example.com/chart.png"}, {"id": table["id"]}):
        block = section(accessory={"type": "image", "alt_text": "A chart", "slack_file": wrong})
        body = refusal(partial(web.chat_postMessage, channel=general, text="Chart", blocks=[block]))
        assert body["error"] == "invalid_blocks"
        assert body["errors"] == ["invalid slack file [json-pointer:/blocks/0/accessory/slack_file]"]
