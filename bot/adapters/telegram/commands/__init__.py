"""What commands other than ``/dream`` answer, one module each."""
