"""Emergency shelters 避难场所."""
