"""A worker of the farm that knows only docs/farm.md: `python farm_worker_example.py master:8000 NAME`."""

import http.client, json, sys, threading, time  # noqa: E401, I001
from pathlib import Path
import av

me = {"worker_name": sys.argv[2], "worker_type": 0, "support_vr": 0}
orders: list[str] = []


def ask(method, route, **body):
    connection = http.client.HTTPConnection(sys.argv[1], timeout=10)
    connection.request(method, f"/api/v1/{route}", json.dumps(me | body), {"Content-Type": "application/json"})
    answer = json.load(connection.getresponse())
    if answer["code"] >= 400:
        raise PermissionError(answer["message"])
    return answer.get("data")


def beat():  # a sign of life every five seconds; the answer has the standing order
    while not orders:
        orders.extend(filter(None, [ask("POST", "workers/heartbeat")["action"]]))
        time.sleep(5)


def encode(source, part, done=0):  # the pictures as HEVC, all other streams as they are; yields each percent
    with av.open(source) as old, av.open(part, "w") as new:
        seen = old.streams.video[0]
        made = new.add_stream("libx265", rate=seen.average_rate, options={"crf": "26"})
        for name in ("width", "height", "pix_fmt", "color_range", "color_primaries", "color_trc", "colorspace"):
            setattr(made.codec_context, name, getattr(seen.codec_context, name))
        made.time_base = seen.time_base
        copies = {one.index: new.add_stream_from_template(one) for one in old.streams if one is not seen}
        for packet in old.demux():
            if packet.stream is not seen and packet.dts is not None:
                packet.stream = copies[packet.stream.index]
                new.mux(packet)
            for frame in packet.decode() if packet.stream is seen else ():
                frame.pict_type = 0
                new.mux(made.encode(frame))
                if done < min(99, percent := int(frame.time * 1e8 / old.duration)):
                    yield (done := percent)
        new.mux(made.encode())


def work(task, route, begun):
    order = ask("GET", route)
    part = Path(order["dest_path"]).with_stem(f".transcode-{task}")  # the master checks it and puts it in its place
    try:
        for percent in encode(order["video_path"], str(part)):
            spent = int(time.monotonic() - begun)
            left = spent * (100 - percent) // percent
            ask("PATCH", route, status=1, progress=percent, elapsed_time=spent, remaining_time=left)
        ask("PATCH", route, status=2, progress=100)
    except Exception as error:
        part.unlink(missing_ok=True)
        if not isinstance(error, PermissionError):  # 409: the task is not ours any more
            ask("PATCH", route, status=3, error_message=repr(error))


me["worker_id"] = ask("POST", "workers")["worker_id"]
threading.Thread(target=beat, daemon=True).start()
while not orders:
    try:
        task = ask("POST", "tasks", dest_path="")["task_id"]
        work(task, f"tasks/{task}", time.monotonic())
    except PermissionError:  # 404: nothing to do; 409: not now
        time.sleep(2)
ask("POST", "workers/heartbeat", leaving=True)
