"""What hostile and broken backends answer, and what the client must get then. A new case is one
entry of a table; its name begins with its row of the checklist."""

from hostile.response_bodies import BODIES
from hostile.response_heads import HEADS

CASES = [*HEADS, *BODIES]
