"""Files of a workspace written safely; knows no scores."""
