"""roles of remarks.

One change a revision; a change of the schema and the filling of its columns are two. Both directions must work on
SQLite and on PostgreSQL, with a database full of data.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Who speaks in a remark follows from where its message is placed, so the next ingest places the threads anew.
    op.execute(
        "UPDATE thread SET dirty = true WHERE id IN "
        "(SELECT thread_id FROM message WHERE id IN (SELECT message_id FROM remark))"
    )


def downgrade() -> None:
    """What was placed anew is as good as before."""
