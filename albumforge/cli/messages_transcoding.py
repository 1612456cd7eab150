"""What the command line says of transcodes and of originals that are kept, in English and in Chinese."""

from __future__ import annotations

CATALOGUE: dict[str, tuple[str, str]] = {
    "stage.probe": ("looking at the videos", "查看视频"),
    "stage.transcode": ("transcoding", "转码"),
    "transcode_where": (
        "It must be said where the results go.",
        "请指明结果放在哪里。",
    ),
    "transcode_where_hint": (
        "-o DIR puts them into a folder; --replace puts each in the place of its original, which is kept "
        "in a quarantine.",
        "-o DIR 把结果放进一个文件夹；--replace 用结果替换原片，原片保留在隔离区。",
    ),
    "transcode_one_way": ("Give either -o or --replace.", "-o 与 --replace 只能给一个。"),
    "transcode_files": ("Give videos, or folders of them.", "请给出视频，或视频所在的文件夹。"),
    "transcoded": (
        "{source} → {result}: {before} → {after} ({share}), {how}",
        "{source} → {result}：{before} → {after}（{share}），{how}",
    ),
    "transcode_planned": ("{source} → {result}", "{source} → {result}，尚未转码"),
    "transcode_by": ("{encoder}", "编码器 {encoder}"),
    "transcode_crf": ("crf {crf}", "质量参数 {crf}"),
    "transcode_score": ("quality {score} measured", "实测画质 {score}"),
    "transcode_speed": ("{fps} fps", "每秒 {fps} 帧"),
    "transcode_skipped": ("{count} videos need no transcode:", "{count} 个视频不需要转码："),
    "transcode_skipped_one": ("1 video needs no transcode:", "1 个视频不需要转码："),
    "transcode_refused": (
        "{count} videos stay as they are:",
        "{count} 个视频保持原样：",
    ),
    "transcode_refused_one": ("1 video stays as it is:", "1 个视频保持原样："),
    "transcode_failed": ("{count} videos cannot be transcoded:", "{count} 个视频无法转码："),
    "transcode_failed_one": ("1 video cannot be transcoded:", "1 个视频无法转码："),
    "transcode_summary": (
        "{done} done, {skipped} skipped, {refused} refused, {failed} failed",
        "完成 {done}，跳过 {skipped}，保持原样 {refused}，失败 {failed}",
    ),
    "transcode_summary_planned": (
        "{planned} to be done, {skipped} skipped, {failed} failed; nothing was changed",
        "待转码 {planned}，跳过 {skipped}，失败 {failed}，没有任何改动",
    ),
    "transcode_saved": ("the results are {saved} smaller ({share})", "结果比原片小 {saved}（{share}）"),
    "transcode_grown": ("the results are {saved} larger ({share})", "结果比原片大 {saved}（{share}）"),
    "transcode_kept": (
        "Nothing is free yet: the originals are kept for {days} days. {size} will be free once they are deleted.\n"
        "`albumforge farm sweep --now {place}` deletes them now, `albumforge farm restore {place}` puts them back.",
        "空间尚未释放：原片保留 {days} 天，删除后释放 {size}。\n"
        "`albumforge farm sweep --now {place}` 立即删除，`albumforge farm restore {place}` 恢复原片。",
    ),
    "transcode_kept_for_ever": (
        "Nothing is free yet: the originals are kept. {size} will be free once they are deleted.\n"
        "`albumforge farm sweep --now {place}` deletes them, `albumforge farm restore {place}` puts them back.",
        "空间尚未释放：原片已保留，删除后释放 {size}。\n"
        "`albumforge farm sweep --now {place}` 删除原片，`albumforge farm restore {place}` 恢复原片。",
    ),
    "heading.preset": ("preset", "预设"),
    "heading.original": ("original", "原片"),
    "heading.replacement": ("replaced by", "替换为"),
    "heading.size": ("size", "大小"),
    "heading.since": ("since", "时间"),
    "originals_none": ("No originals are kept there.", "那里没有保留的原片。"),
    "originals_where": (
        "Name a video or a folder, or set farm_roots.",
        "请指明视频或文件夹，或设置 farm_roots。",
    ),
    "originals_which": (
        "Name what is to be put back; `--list` shows what is kept.",
        "请指明要恢复什么；`--list` 会列出保留的原片。",
    ),
    "original_restored": ("{path} is the original again", "{path} 已恢复为原片"),
    "originals_swept_none": ("Nothing was deleted; nothing is old enough.", "没有删除；没有到期的文件。"),
    "original_kept": ("{path} is kept: {why}", "{path} 予以保留：{why}"),
    "original_broken": (
        "{path} cannot be read; what lies beside it is kept, and can be moved back by hand.",
        "{path} 无法读取；同文件夹内的文件予以保留，可手动移回。",
    ),
    "sweep_one_way": ("Give either --days or --now.", "--days 与 --now 只能给一个。"),
    "sweep_ask": (
        "Delete {count} originals ({size}) for good? They cannot be put back then.",
        "永久删除 {count} 个原片（{size}）？此后无法恢复。",
    ),
    "sweep_unasked": (
        "Nobody can be asked here; give --yes to delete the originals.",
        "此处无法询问；如要删除原片，请加 --yes。",
    ),
    "sweep_not": ("Nothing was deleted.", "没有删除任何文件。"),
}
"""Key → English, Chinese."""
