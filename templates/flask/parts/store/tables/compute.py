def _compute(visible: Select[Note]) -> Stats:
    sums = visible.with_only_columns(
        func.count(Note.id), func.sum(func.char_length(Note.body)), func.max(Note.updated_at)
    )
    session = orm.session()
    total, characters, last_updated_at = session.execute(sums).one()
    session.commit()
    return Stats(total=total, characters=characters or 0, last_updated_at=last_updated_at)
