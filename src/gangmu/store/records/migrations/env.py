"""What Alembic runs: the migrations, on the connection that ``database.migrate`` hands over."""

from alembic import context

from gangmu.store.records.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
