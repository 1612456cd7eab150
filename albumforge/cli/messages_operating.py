"""What the command line says of backups, clearing, settings and plugins, in both languages; joined to `messages`."""

from __future__ import annotations

CATALOGUE: dict[str, tuple[str, str]] = {
    # key: (English, Chinese)
    "stage.backup": ("copying", "复制"),
    "stage.restore": ("copying and comparing", "复制并核对"),
    "backup_done": ("{path}: {files} files, {size}", "{path}：{files} 个文件，{size}"),
    "backup_linked": (
        "{count} of them did not change and are those of the previous backup",
        "其中 {count} 个没有变化，与上次备份共用",
    ),
    "backup_missing": (
        "the database knew these files, and they were not there ({count}):",
        "数据库中有记录而找不到的文件（{count} 个）：",
    ),
    "backup_good": (
        "{path}: whole; made {made}, {files} files, {size}, {rows} rows",
        "{path}：完好；备份于 {made}，{files} 个文件，{size}，{rows} 行记录",
    ),
    "backup_restored": (
        "restored {path}, made {made}: {files} files, {size}, {rows} rows",
        "已恢复 {path}（备份于 {made}）：{files} 个文件，{size}，{rows} 行记录",
    ),
    "backup_settings": (
        "settings are not put back; those of the backup are in {path}",
        "设置没有恢复；备份中的设置在 {path}",
    ),
    "clean_nothing": ("nothing is to be cleared away", "没有需要清除的"),
    "clean_dry": ("nothing was removed", "没有删除任何东西"),
    "heading.what": ("what", "内容"),
    "heading.count": ("count", "数量"),
    "heading.size": ("size", "大小"),
    "heading.setting": ("setting", "设置"),
    "heading.value": ("value", "值"),
    "heading.from": ("from", "来源"),
    "heading.help": ("what it is", "说明"),
    "origin.default": ("default", "默认"),
    "origin.argument": ("argument", "命令行"),
    "plugin.works": ("works", "可用"),
    "plugin.aside": ("set aside: {problem}", "已停用：{problem}"),
    "plugin.generator": ("generator", "生成器"),
    "plugin.transcoder": ("transcoder", "转码器"),
    "plugin.transfer": ("transfer", "传输"),
    "plugin.poet": ("poet", "诗人"),
    "plugin.transcriber": ("transcriber", "转写器"),
    "plugin.file": ("file", "文件"),
    "plugin.face_detector": ("face_detector", "人脸检测器"),
    "clean.cache": ("finished parts of films", "影片的成品片段"),
    "clean.films": ("films that nobody touched", "久未使用的影片"),
    "clean.jobs": ("cutting jobs that nobody touched", "久未使用的剪辑任务"),
    "clean.uploads": ("what uploads left", "上传的残留"),
    "clean.tokens": ("tokens that ended", "已失效的令牌"),
    "clean.film_log": ("old lines of films' logs", "影片日志的旧行"),
    "clean.farm_log": ("old lines of the farm's log", "转码农场日志的旧行"),
    "clean.originals": ("originals that the farm kept", "转码农场保留的原片"),
}
