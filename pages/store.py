"""Store: backup, check and restore, while the program runs."""

import streamlit as st

from components.text import answer, day, plain
from data import backups
from lifecycle.access import check_administer
from pages import here
from pages.here import done, saying

place = here.here()
check_administer(place.who)
kept = backups.listing(place.store, place.who)
if kept:
    answer(f"The latest backup is of {day(kept[0].made_at)}, {kept[0].made_at:%H:%M} UTC.")
else:
    answer("There is no backup yet. Make one: it takes a moment, and nobody has to stop.")
st.caption(
    f"The store lies in {plain(str(place.store.home))}. While the program is stopped, the same is done with make backup, make restore and make store-check."
)

with st.container(horizontal=True):
    if st.button("Make a backup", type="primary", icon=":material/save:"):
        with saying(), st.spinner("Copying and verifying"):
            made = backups.make(place.store, place.act())
            done(f"{made.path.name} is made and verified, {made.size / 1e6:.1f} MB.")
            st.rerun()
    if st.button("Check the store", icon=":material/fact_check:"):
        with saying(), st.spinner("Reading every table and following the chain of changes"):
            health = backups.check(place.store, place.who)
            (st.error if health.problem else st.success)(f"{health.sentence()} ({health.seconds:.1f} s)")


@st.dialog("Restore this backup?")
def confirm(name: str) -> None:
    """Ask before the store is replaced."""
    st.write(
        f"The store becomes what it was in {name}. What is there now is set aside in a folder of its own, not deleted."
    )
    st.write("Everybody's next click sees the restored state. Links that were revoked stay revoked.")
    if st.button("Restore", type="primary"):
        with saying(), st.spinner("Verifying the backup and putting it in place"):
            aside = backups.restore(place.store, place.act(), place.store.home / backups.BACKUPS / name)
            done(f"Restored. The store that was there lies in {aside.name}.")
            st.rerun()


for backup in kept:
    left, right = st.columns([5, 1], vertical_alignment="center")
    left.markdown(
        f":material/inventory_2: **{backup.path.name}** :gray[:small[{day(backup.made_at)} {backup.made_at:%H:%M} UTC, "
        f"{backup.size / 1e6:.1f} MB]]"
    )
    if right.button("Restore", key=f"restore/{backup.path.name}", width="stretch"):
        confirm(backup.path.name)
