"""Fifty numbers that a support department writes all day: none of them is taken for personal data."""

import pytest

from qabot.privacy import guard

IDS = """
ticket T-48213
ticket #48213
tickets 1029384 and 1029385
case 00451298
case 5003t00001AbCdEAAV
ZD-1029384
JIRA QA-2291
BUG-10482
INC0010234
CHG0030021
RITM0012345
SR-2026-11-0042
order 4711
order no. 20261123-0042
order 114-3941689-8772232
order number 028-1234567-7654321
PO-2026-004512
invoice INV-2026-0912
invoice 900123456
RE-2026-10442
credit note CN-88213
shipment 1Z999AA10123456784
tracking RR123456785DE
tracking 00340434292135100148
parcel JD014600006281230704
voucher SAVE20-8841
receipt 2026112300017
payout po_1Nv0FGQ9RKHgCVdK
version 4.12.0
version 2026.11.2
build 20261123.4
app 11.4.1 (231145)
iOS 18.6.2
Android 15
Chrome 142.0.7444.60
firmware 3.0.17-rc2
kernel 6.8.0-49
SDK 34.0.0
serial C02XK1ZGJGH5
serial SN-8841-2231-0097
serial 5CD0123ABC
model A2894
SKU 84213-XL
EAN 4006381333931
article 300.456.71
error 0x80070057
HTTP 502
commit 9f86d081884c7d65
session 3fa85f64-5717-4562-b3fc-2c963f66afa6
queue 12, section 3.2.1
""".strip().splitlines()


def test_there_are_fifty() -> None:
    assert len(set(IDS)) == 50


@pytest.mark.parametrize("written", IDS)
@pytest.mark.parametrize("around", ["{}", "The associate noted {} and closed it.", "Wrong: {}, right: see SOP 7."])
def test_it_is_let_through(written: str, around: str) -> None:
    text = around.format(written)
    assert guard(text).text == text
