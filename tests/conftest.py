"""What holds for every test."""

import os

# Tests dream of small pictures, several side by side: a second thread brings nothing and spins in
# the way of the others. Set before torch is imported, and inherited by the processes tests start.
os.environ.setdefault("OMP_NUM_THREADS", "1")
