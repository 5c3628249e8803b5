"""What a person chose in an element: is it on offer, and how does Slack write it down.

The choices of an external select are known only from the app's own answers, so these are remembered.
"""

from sandbox.blocks import VALUES, each_element, initial_value, options_of, state_values
from sandbox.entries import completed, merged
from sandbox.errors import SlackError
from sandbox.file_render import file_json
from sandbox.model import Json
from sandbox.payloads import Place
from sandbox.rules import options_faults
from sandbox.workspace import Workspace

Found = tuple[Json, Json]
KEPT_BY_BUTTONS = ("text", "value", "style")


class Selection:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._offers: dict[tuple[str, str, str], dict[str, Json]] = {}

    def offered(self, place: Place, found: Found, answer: Json) -> list[Json]:
        """Options or groups from the app's answer, remembered. Raises SlackError where Slack would refuse them."""
        if faults := options_faults(answer):
            raise SlackError("invalid_options", faults)
        known = self._offers.setdefault(_key(place, found), {})
        known.update({option["value"]: option for option in options_of(answer)})
        return list(answer.get("options") or answer.get("option_groups") or [])

    def chosen(self, place: Place, found: Found, value: Json | None) -> Json | None:
        """The value as Slack sends it; None where it is not on offer."""
        element = found[1]
        try:
            whole = self._with_files(place, completed(element, self._expanded(place, found, value or {})))
        except (KeyError, TypeError, SlackError):
            return None
        picked = whole.get("selected_options") or [whole.get("selected_option")]
        return whole if all(self._on_offer(element, option) for option in picked if option) else None

    def entered(self, place: Place, state: Json) -> Json | None:
        """The values of the whole view with those that have just been entered; None where one is not on offer."""
        new: Json = {}
        for block, element in each_element(place.blocks):
            raw = state.get(block["block_id"], {}).get(element["action_id"])
            if raw is not None and element["type"] in VALUES:
                whole = self.chosen(place, (block, element), raw)
                if whole is None:
                    return None
                new.setdefault(block["block_id"], {})[element["action_id"]] = whole
        return merged(place.blocks, self._held(place), new)

    def state(self, place: Place, found: Found, chosen: Json, state: Json) -> Json:
        """The same with the element that has just been used."""
        values = self.entered(place, state) or self._held(place)
        block, element = found
        if element["type"] in VALUES:
            values.setdefault(block["block_id"], {})[element["action_id"]] = chosen
        return values

    def stays_here(self, found: Found) -> bool:
        """The app hears nothing of its use: a workflow starts elsewhere, an input waits for the submission."""
        block, element = found
        if element["type"] == "workflow_button":
            return True
        return bool(block["type"] == "input" and not block.get("dispatch_action"))

    def action(self, found: Found, chosen: Json) -> Json:
        """One entry of `actions` in the payload."""
        block, element = found
        kept: Json = {"action_id": element["action_id"], "block_id": block["block_id"]}
        if element["type"] in ("button", "icon_button"):
            kept |= {name: element[name] for name in KEPT_BY_BUTTONS if name in element}
        elif "placeholder" in element:
            kept["placeholder"] = element["placeholder"]
        return {**kept, **chosen}

    def _held(self, place: Place) -> Json:
        return place.view.state if place.view else state_values(place.blocks)

    def _expanded(self, place: Place, found: Found, value: Json) -> Json:
        """An option of an external select by its `value` alone."""
        if not found[1]["type"].endswith("external_select"):
            return value
        known = dict(self._offers.get(_key(place, found), {}))
        held = self._held(place).get(found[0]["block_id"], {}).get(found[1]["action_id"], {})
        for earlier in (initial_value(found[1]), held):
            picked = earlier.get("selected_options") or [earlier.get("selected_option")]
            known |= {option["value"]: option for option in picked if option}
        if option := value.get("selected_option"):
            return {"selected_option": known.get(option["value"], option)}
        return {"selected_options": [known.get(one["value"], one) for one in value.get("selected_options") or []]}

    def hand_over(self, values: Json) -> None:
        """The app may read the files that are submitted to it."""
        entered = [one for actions in values.values() for held in actions.values() for one in held.get("files") or []]
        for one in entered:
            self._workspace.files.get(one["id"]).entered = True

    def _with_files(self, place: Place, value: Json) -> Json:
        """The files as apps see them. SlackError where one is not there, or is not of the person who fills the form."""
        if "files" not in value:
            return value
        files = [self._workspace.files.get(one["id"]) for one in value["files"]]
        if place.view is None or any(file.user_id != place.view.user_id for file in files):
            raise SlackError("file_not_found")
        return value | {"files": [file_json(self._workspace, one) for one in files]}

    def _on_offer(self, element: Json, option: Json) -> bool:
        if element["type"].endswith("external_select"):
            return "text" in option
        return option in options_of(element)


def _key(place: Place, found: Found) -> tuple[str, str, str]:
    where = place.view.id if place.view else place.message.ts if place.message else ""
    return where, str(found[0]["block_id"]), str(found[1]["action_id"])
