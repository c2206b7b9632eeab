"""Trials: the world around goes wrong while a broadcast runs, and the carrier's log judges.

`make chaos` kills everything at random; `make chaos ARGS="carrier-slow"` is one named trial,
`ARGS=all` all of them in one table. Whatever a trial does, by the simulator's own log nobody may
get a text twice, nobody be lost or in doubt for ever, nobody texted after their stop was answered,
and whoever texts meanwhile is answered.
"""
