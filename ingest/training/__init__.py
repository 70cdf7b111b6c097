"""Training and judging the classifier. To train needs what `docket[train]` adds; only its commands import this."""
