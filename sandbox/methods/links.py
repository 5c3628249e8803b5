"""Links to files in what the app says: Slack makes the file itself of them, for everybody who reads the message.

It does so for files that the app can see, and where unfurling is not turned off. What blocks show is left as it is.
"""

import re

from sandbox.methods.args import Args
from sandbox.methods.desk import Desk
from sandbox.model import File

UNFURLS = ("unfurl_links", "unfurl_media")


def linked_files(desk: Desk, args: Args, text: str) -> list[File]:
    if any(args.has(flag) and not args.flag(flag) for flag in UNFURLS):
        return []
    link = rf"https://{re.escape(desk.workspace.team.domain)}\.slack\.com/files/\w+/(\w+)/"
    found = [desk.workspace.files.find(file_id) for file_id in dict.fromkeys(re.findall(link, text))]
    return [file for file in found if file is not None and desk.sees_file(file)]
