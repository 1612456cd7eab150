"""What the command line says of a worker of the farm, in English and in Chinese; joined to `messages`."""

from __future__ import annotations

CATALOGUE: dict[str, tuple[str, str]] = {
    # key: (English, Chinese)
    "farm_worker.registered": (
        "{name} is worker {id} of {url}; Ctrl-C to stop",
        "{name} 已注册为 {url} 的 {id} 号工作节点；按 Ctrl-C 停止",
    ),
    "farm_worker.encoders": ("encoders that work here: {names}", "本机可用的编码器：{names}"),
    "farm_worker.no_encoder": ("{name} does not work here: {why}", "{name} 在本机不可用：{why}"),
    "farm_worker.software": ("the processors do its work", "改由处理器编码"),
    "farm_worker.away": ("the master is away, it is tried again and again: {why}", "主节点没有应答，将不断重试：{why}"),
    "farm_worker.back": ("the master answers again", "主节点恢复应答"),
    "farm_worker.taken": (
        "the master has a worker called {name} online, until {seconds} s after its last sign; trying until then",
        "主节点上已有名为 {name} 的工作节点在线，它失联 {seconds} 秒后才会被接管；在此之前不断重试",
    ),
    "farm_worker.idle": ("no video is left; waiting for more", "没有可分配的视频，等待新的任务"),
    "farm_worker.no_task": ("the master gives no task: {why}", "主节点不分配任务：{why}"),
    "farm_worker.began": ("task {task}: {name}", "任务 {task}：{name}"),
    "farm_worker.encoded": ("{name}: encoded with {encoder}, {size}", "{name}：已用 {encoder} 编码，{size}"),
    "farm_worker.done": ("{name}: verified and in its place", "{name}：校验通过，已就位"),
    "farm_worker.handed": ("{name}: the master is verifying it", "{name}：主节点正在校验"),
    "farm_worker.not_accepted": (
        "{name}: the master does not accept the result: {why}",
        "{name}：主节点没有接受结果：{why}",
    ),
    "farm_worker.failed": ("{name}: failed: {why}", "{name}：失败：{why}"),
    "farm_worker.dropped": ("{name}: given up, the master says: {why}", "{name}：已放弃，主节点答复：{why}"),
    "farm_worker.offline": ("the master wants this worker offline", "主节点要求本工作节点下线"),
    "farm_worker.shutdown": ("the master wants this machine powered off", "主节点要求本机关机"),
    "farm_worker.power_off": ("running: {command}", "正在执行：{command}"),
    "farm_worker.no_power_off": (
        "no --power-off-command was given: this machine stays on",
        "没有给出 --power-off-command：本机不会关机",
    ),
    "farm_worker.end": (
        "{name} has ended; done: {done}, failed: {failed}",
        "{name} 已结束；完成 {done}，失败 {failed}",
    ),
}
