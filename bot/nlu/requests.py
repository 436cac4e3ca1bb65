"""Several requests in one message, told apart."""

from typing import Any, Callable, Dict, List, Tuple

#: Intents that open a journey; of several in one message the one that says most is meant.
JOURNEYS = ("exchange_item", "request_refund", "return_item", "check_eligibility", "report_problem")
#: Intents of which two in one message are two requests.
ACTIONABLE = frozenset(JOURNEYS) | {
    "cancel_return", "change_return", "request_label", "track_return", "track_refund",
    "dispute_decision", "ask_return_window", "ask_return_conditions", "ask_return_cost",
    "ask_return_method", "ask_refund_method", "ask_customs", "track_order", "cancel_order",
    "ask_size_advice", "privacy_request", "talk_to_human",
}  # fmt: skip
#: Answered at once, so they go before what opens a dialogue.
_QUESTIONS_FIRST = {
    "ask_return_window", "ask_return_conditions", "ask_return_cost", "ask_return_method",
    "ask_refund_method", "ask_customs", "ask_size_advice",
}  # fmt: skip
#: What one clause says of one matter, said again in other words by the next.
_SAME_MATTER = (
    {"track_return", "track_refund"},
    {"ask_refund_method", "track_refund"},
    {"ask_return_method", "request_label"},
    {"ask_return_conditions", "check_eligibility"},
    {"ask_return_window", "check_eligibility"},
    {"ask_return_conditions", "ask_return_window"},
    {"cancel_return", "change_return"},
)

_SURE = 0.6


def split_requests(
    clauses: List[str],
    whole: str,
    classify: Callable[[List[str]], List[List[Tuple[str, float]]]],
) -> List[Dict[str, Any]]:
    """`[{intent, text}, …]`, in the order in which they are served; empty when it is one request.

    Two clauses are two requests only if both are clear; a story that ends in a wish is one.
    """
    if len(clauses) < 2 or len(whole) < 12:
        return []
    requests: List[Dict[str, Any]] = []
    for clause, scores in zip(clauses, classify(clauses), strict=True):
        intent, confidence = scores[0]
        if confidence < _SURE or intent not in ACTIONABLE:
            if requests:  # a detail belongs to what it follows
                requests[-1]["text"] += f", {clause}"
            continue
        same = next((r for r in requests if _one_matter(r["intent"], intent)), None)
        if same is None:
            requests.append({"intent": intent, "text": clause})
        else:
            same["text"] += f", {clause}"
            same["intent"] = _says_more(same["intent"], intent)
    if len(requests) < 2:
        return []
    return sorted(requests, key=lambda r: r["intent"] not in _QUESTIONS_FIRST)


def _one_matter(a: str, b: str) -> bool:
    return a == b or (a in JOURNEYS and b in JOURNEYS) or {a, b} in _SAME_MATTER


def _says_more(a: str, b: str) -> str:
    if a in JOURNEYS and b in JOURNEYS:
        return min(a, b, key=JOURNEYS.index)
    return a
