"""What the picture of units says itself: names, and sentences with places that the browser fills."""

import functools
from collections.abc import Mapping

from ui.words import t


@functools.lru_cache(maxsize=16)
def units_phrases(language: str) -> Mapping[str, str]:
    """What it says, in the words of `language`, the session's; some take the place of the stepper's own phrases."""
    return {
        # the transport goes over letters
        "transport": t("Go through the text"),
        "first": t("First letter"),
        "previous": t("Previous letter"),
        "next": t("Next letter"),
        "last": t("Last letter"),
        "timestep": t("Letter"),
        "letter_of": t("letter {letter} of {letters}"),
        # all of it
        "units": t("What units know"),
        "asking": t("Asking for the network …"),
        "lost": t("The network did not come. Please load the page again."),
        "unit": t("unit {unit}"),
        # the ranking
        "ranking": t("Who tracks, who steers?"),
        "ranking_covered": t("Which unit tracks it?"),
        "tracks": t("tracks (AUC)"),
        "steers": t("steers"),
        "sort_tracks": t("Sort by how well units track it"),
        "sort_steers": t("Sort by how much units steer"),
        "choose": t("{unit}: tracks {tracks}"),
        "choose_steers": t("{unit}: tracks {tracks}, steers {effect} ± {error}"),
        "falls": t("lower there"),
        "all_units": t("All {units} units"),
        "few_units": t("Only the first {units}"),
        "shifted": t("{value}: the best unit on labels that are shifted along the text"),
        "untrained": t("{value}: the best unit before training"),
        "free": t("{value}: how far apart two texts are that are written freely"),
        "one_tracks": t("**Unit {unit}** tells {auc} % of the pairs of letters apart."),
        "nearly_all": t("more than 99.9"),
        "none_tracks": t("**None tracks it**: the best, unit {unit}, does no better than by chance."),
        "untrained_tracks": t(
            "**Unit {unit}** tells {auc} % of the pairs of letters apart, but before training the best one did so with "
            "{before} %: to track it takes no training."
        ),
        "unknown_tracks": t("Whether the best one tracks it or is best by chance has not been measured."),
        "weighing": t("Asking what chance would do …"),
        "none_painted": t("Paint over some letters: every unit is ranked by how well it tells them from the others."),
        "all_painted": t("Every letter is painted: leave some out, so that there is something to tell apart."),
        "no_labels": t("In this text there is nothing of what is asked: no unit can be ranked by it."),
        "of_letters": t("measured on {letters} letters"),
        "of_this_text": t("of this text alone: {letters} letters"),
        "measure": t("Measure what they steer"),
        # the text
        "text": t("Unseen text, shaded by {unit}"),
        "own_text": t("Your text, shaded by {unit}"),
        "text_name": t("The text, letter by letter"),
        "text_keys": t(
            "← and → go from letter to letter, ↑ and ↓ from line to line, Home and End to the first and the last "
            "letter; with a brush, Shift and an arrow paint."
        ),
        "shown_state": t("What is shown of the unit"),
        "show_cell": t("Shade by the cell state c"),
        "show_hidden": t("Shade by the hidden state h"),
        "usual_low": t("low"),
        "usual_high": t("high"),
        "carries": t("{high}, as it should know"),
        "carries_many": t("{low} to {high}, as it should know"),
        "carries_low": t("{low}"),
        "painted_key": t("painted by you"),
        "strange": t("not read: not among the letters it knows ({count})"),
        "strange_letter": t("Letter **{letter}**, **{sign}**: the network does not know it and has not read it."),
        "reads": t("Letter **{letter}**, **{sign}**: {symbol} of {unit} is **{value}**."),
        "reads_label": t("Letter **{letter}**, **{sign}** ({label}): {symbol} of {unit} is **{value}**."),
        "should_know": t("it should know: {label}"),
        "paragraph": t("a new paragraph"),
        "space": t("a space"),
        # its signals below it
        "inside": t("Around this letter: the gates and the memory of unit {unit}"),
        "go_letter": t("Go to this letter"),
        # the brush
        "brushes": t("What the pointer does in the text"),
        "look": t("Look"),
        "brush": t("Brush"),
        "erase": t("Erase"),
        "clear": t("Clear"),
        "painted_of": t("{painted} of {letters} letters painted"),
        "painted_most": t("So many separate places are the most that can be painted: join some, or clear them."),
        # finding
        "find": t("Find more places where {units} is on"),
        "find_together": t("Find more places where {units} are on together"),
        "and": t("and"),
        "find_span": t("for at least"),
        "find_letters": t("letters"),
        "find_threshold": t("beyond"),
        "find_way": t("{share} % of the way from “{low}” to “{high}”"),
        "find_add": t("Keep {unit}, choose another one too"),
        "find_remove": t("Take {unit} out"),
        "found_none": t("Nowhere in this text for so long, so far."),
        "found": t("{places} places, {share} % of the letters"),
        "found_one": t("1 place, {share} % of the letters"),
        "found_labels": t("{share} % of the letters in them are “{high}”"),
        "found_more": t("{more} more"),
        "found_go": t("Go to letter {letter}"),
        # what is held, and what is written
        "hold_unit": t("Hold {unit} at"),
        "hold_side": t("Hold {unit} at its mean: {side}"),
        "unit_is_free": t("free"),
        "beyond": t("beyond"),
        "beyond_why": t(
            "Further than the unit ever goes in this text: the network does not know this, and gibberish waits here."
        ),
        "units_held": t("What is held"),
        "let_unit_go": t("Let {unit} go"),
        "let_go": t("Let go"),
        "let_all_go": t("Let all go"),
        "write_letters": t("Write {letters} letters"),
        "other_luck": t("Other luck"),
        "other_luck_why": t("Other random numbers for both texts. With the same luck it writes the same text."),
        "temperature": t("Temperature"),
        "likeliest": t("0: the likeliest letter"),
        "took": t("{letters} letters in {seconds} s"),
        "write_free": t("Free"),
        "write_held": t("Held"),
        "write_side": t("With {unit} held at “{side}”"),
        "write_value": t("With {unit} held at {value}"),
        "write_beyond": t("With {unit} held beyond, at {value}"),
        "write_many": t("With {count} units held"),
        "write_hold_first": t("Hold {unit}: the network writes once more here, with the same luck."),
        "write_stands": t("it is written"),
        "cannot_write": t("The network cannot write: its answers are no longer finite numbers."),
        "per_thousand": t("per 1000 letters:"),
        "counted": t("{count} in {letters} letters"),
    }
