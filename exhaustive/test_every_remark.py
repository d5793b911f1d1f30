"""Each remark behind each sentence that is settled asks."""

import pytest
from tests.wording.test_beside import REMARKS, settled, swallowed


@pytest.mark.parametrize("more", REMARKS)
def test_a_remark_behind_a_settled_sentence_asks(more):
    assert swallowed((one, more) for one in settled()) == []
