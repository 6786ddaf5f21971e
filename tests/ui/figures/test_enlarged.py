"""What is set for a hall is larger in every letter."""

from ui.figures.enlarged import enlarged
from ui.look.picture import Picture


def test_letters_among_others_grow_with_them() -> None:
    small = {"text": 'cell<br><span style="font-size:10px">±63</span>', "font": {"size": 12}, "yshift": -8}
    picture = Picture([], {"annotations": [small], "margin": {"l": 50}}, notes=[small])
    large = enlarged(picture, 1.6, 400)
    for note in (*large.layout["annotations"], *large.notes):
        assert note["text"] == 'cell<br><span style="font-size:16px">±63</span>'
        assert (note["font"]["size"], note["yshift"]) == (19.2, -12.8)
    assert large.layout["height"] == 400
    assert large.layout["margin"] == {"l": 80}
    assert "10px" in str(small["text"]), "the picture for a desk stays as it was"
