"""Emoji names that Slack has and the emoji package has not, or means another picture by."""

from itertools import product

JOINED = "\u200d"
BY_SEX = {"man": "\u2642\ufe0f", "woman": "\u2640\ufe0f"}
PEOPLE = {"man": "👨", "woman": "👩", "boy": "👦", "girl": "👧"}
TONES = {2: "\U0001f3fb", 3: "\U0001f3fc", 4: "\U0001f3fd", 5: "\U0001f3fe", 6: "\U0001f3ff"}

# `male-` and `female-`: a person with what they work with.
WORK = {
    "artist": "🎨",
    "astronaut": "🚀",
    "cook": "🍳",
    "doctor": "⚕️",
    "factory-worker": "🏭",
    "farmer": "🌾",
    "firefighter": "🚒",
    "judge": "⚖️",
    "mechanic": "🔧",
    "office-worker": "💼",
    "pilot": "✈️",
    "scientist": "🔬",
    "singer": "🎤",
    "student": "🎓",
    "teacher": "🏫",
    "technologist": "💻",
}
# `male` and `female` with the sign that the name begins with.
ROLES = {
    "-construction-worker": "👷",
    "-detective": "🕵️",
    "-guard": "💂",
    "-police-officer": "👮",
    "_elf": "🧝",
    "_fairy": "🧚",
    "_genie": "🧞",
    "_mage": "🧙",
    "_superhero": "🦸",
    "_supervillain": "🦹",
    "_vampire": "🧛",
    "_zombie": "🧟",
}
# `man-` and `woman-`.
DOINGS = {
    "biking": "🚴",
    "bouncing-ball": "⛹️",
    "bowing": "🙇",
    "cartwheeling": "🤸",
    "facepalming": "🤦",
    "frowning": "🙍",
    "gesturing-no": "🙅",
    "gesturing-ok": "🙆",
    "getting-haircut": "💇",
    "getting-massage": "💆",
    "golfing": "🏌️",
    "juggling": "🤹",
    "lifting-weights": "🏋️",
    "mountain-biking": "🚵",
    "playing-handball": "🤾",
    "playing-water-polo": "🤽",
    "pouting": "🙎",
    "raising-hand": "🙋",
    "rowing-boat": "🚣",
    "running": "🏃",
    "shrugging": "🤷",
    "surfing": "🏄",
    "swimming": "🏊",
    "tipping-hand": "💁",
    "walking": "🚶",
    "wearing-turban": "👳",
    "with-bunny-ears-partying": "👯",
    "wrestling": "🤼",
}
OTHERS = {
    "bald_person": "🧑‍🦲",
    "barely_sunny": "🌥️",
    "beetle": "🪲",
    "blond-haired-man": "👱‍♂️",
    "blond-haired-woman": "👱‍♀️",
    "bride_with_veil": "👰",
    "curly_haired_person": "🧑‍🦱",
    "drum_with_drumsticks": "🥁",
    "eject": "⏏️",
    "email": "✉️",
    "eye-in-speech-bubble": "👁️‍🗨️",
    "face_palm": "🤦",
    "face_with_cowboy_hat": "🤠",
    "face_with_finger_covering_closed_lips": "🤫",
    "face_with_one_eyebrow_raised": "🤨",
    "face_with_open_mouth_vomiting": "🤮",
    "fencer": "🤺",
    "first_place_medal": "🥇",
    "giraffe_face": "🦒",
    "grinning_face_with_one_large_and_one_small_eye": "🤪",
    "grinning_face_with_star_eyes": "🤩",
    "guardsman": "💂",
    "hand_with_index_and_middle_fingers_crossed": "🤞",
    "handball": "🤾",
    "i_love_you_hand_sign": "🤟",
    "juggling": "🤹",
    "keycap_star": "*️⃣",
    "kiwifruit": "🥝",
    "knife_fork_plate": "🍽️",
    "ladybug": "🐞",
    "large_blue_square": "🟦",
    "large_brown_circle": "🟤",
    "large_brown_square": "🟫",
    "large_green_circle": "🟢",
    "large_green_square": "🟩",
    "large_orange_circle": "🟠",
    "large_orange_square": "🟧",
    "large_purple_circle": "🟣",
    "large_purple_square": "🟪",
    "large_red_square": "🟥",
    "large_yellow_circle": "🟡",
    "large_yellow_square": "🟨",
    "lightning": "🌩️",
    "lightning_cloud": "🌩️",
    "man-heart-man": "👨‍❤️‍👨",
    "man-kiss-man": "👨‍❤️‍💋‍👨",
    "man_and_woman_holding_hands": "👫",
    "man_with_beard": "🧔‍♂️",
    "man_with_turban": "👳",
    "mate_drink": "🧉",
    "medal": "🎖️",
    "men-with-bunny-ears-partying": "👯‍♂️",
    "mostly_sunny": "🌤️",
    "mother_christmas": "🤶",
    "octagonal_sign": "🛑",
    "ok_woman": "🙆",
    "partly_sunny_rain": "🌦️",
    "pencil": "📝",
    "person_doing_cartwheel": "🤸",
    "person_with_headscarf": "🧕",
    "post_office": "🏣",
    "rain_cloud": "🌧️",
    "rainbow-flag": "🏳️‍🌈",
    "red_haired_person": "🧑‍🦰",
    "satellite": "🛰️",
    "scooter": "🛴",
    "second_place_medal": "🥈",
    "serious_face_with_symbols_covering_mouth": "🤬",
    "shocked_face_with_exploding_head": "🤯",
    "shopping_trolley": "🛒",
    "simple_smile": "🙂",
    "smiling_face_with_3_hearts": "🥰",
    "smiling_face_with_smiling_eyes_and_hand_covering_mouth": "🤭",
    "snow_cloud": "🌨️",
    "snowman": "☃️",
    "spock-hand": "🖖",
    "staff_of_aesculapius": "⚕️",
    "sun_behind_cloud": "🌥️",
    "sun_small_cloud": "🌤️",
    "sunglasses": "😎",
    "the_horns": "🤘",
    "third_place_medal": "🥉",
    "tornado_cloud": "🌪️",
    "umbrella": "☂️",
    "whale": "🐳",
    "white_haired_person": "🧑‍🦳",
    "woman-heart-man": "👩‍❤️‍👨",
    "woman-heart-woman": "👩‍❤️‍👩",
    "woman-kiss-man": "👩‍❤️‍💋‍👨",
    "woman-kiss-woman": "👩‍❤️‍💋‍👩",
    "woman_with_beard": "🧔‍♀️",
    "women-with-bunny-ears-partying": "👯‍♀️",
    "womans_flat_shoe": "🥿",
    "wrestlers": "🤼",
    "zebra_face": "🦓",
}
REGIONS = {"england": "gbeng", "scotland": "gbsct", "wales": "gbwls"}
PARENTS = ("man", "woman", "man-man", "man-woman", "woman-woman")
CHILDREN = ("boy", "girl", "boy-boy", "girl-boy", "girl-girl")


def names() -> dict[str, str]:
    """Each with its picture."""
    tones = {f"skin-tone-{number}": tone for number, tone in TONES.items()}
    return _people() | _families() | _regions() | tones | OTHERS


def _people() -> dict[str, str]:
    made: dict[str, str] = {}
    for sex, sign in BY_SEX.items():
        role = "fe" * (sex == "woman") + "male"
        made |= {f"{role}-{name}": JOINED.join((PEOPLE[sex], tool)) for name, tool in WORK.items()}
        made |= {f"{role}{name}": JOINED.join((person, sign)) for name, person in ROLES.items()}
        made |= {f"{sex}-{name}": JOINED.join((person, sign)) for name, person in DOINGS.items()}
    return made


def _families() -> dict[str, str]:
    found = [f"{parents}-{children}" for parents, children in product(PARENTS, CHILDREN)]
    return {name: JOINED.join(PEOPLE[one] for one in name.split("-")) for name in found}


def _regions() -> dict[str, str]:
    # A black flag, then the region's letters as tags, and the tag that ends them.
    return {
        f"flag-{name}": "🏴" + "".join(chr(0xE0000 + ord(letter)) for letter in code) + "\U000e007f"
        for name, code in REGIONS.items()
    }
