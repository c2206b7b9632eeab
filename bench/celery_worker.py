"""Celery's app with one task a message: `celery -A bench.celery_worker worker`. For the bench only.

Broker: REDIS_URL. Results are ignored, acks come early and a process fetches four jobs ahead, as
celery does unless told otherwise.
"""

from __future__ import annotations

import os

from celery import Celery

from bench.celery_side import broker_of
from bench.sending import post_one

app = Celery("bench", broker=broker_of(os.environ["REDIS_URL"]))
app.conf.update(
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=4,
    task_acks_late=False,
    broker_connection_retry_on_startup=True,
    worker_send_task_events=False,
    worker_hijack_root_logger=False,
)
post = app.task(name="bench.post_one")(post_one)
