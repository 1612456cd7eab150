"""What the command line says of cuts, in English and in Chinese."""

from __future__ import annotations

CATALOGUE: dict[str, tuple[str, str]] = {
    "cut_kept": (
        "{kept} of {whole} are kept, in {pieces} pieces",
        "保留 {whole} 中的 {kept}，共 {pieces} 段",
    ),
    "cut_kept_one": ("{kept} of {whole} are kept, in one piece", "保留 {whole} 中的 {kept}，为一整段"),
    "cut_lasts": ("{told}; the cut lasts {duration}", "{told}；成片 {duration}"),
    "cut_out_why": ("{what}: {why}.", "{what}：{why}。"),
    "list_semicolon": ("; ", "；"),
    "cut_folder": ("{path}: what each step made", "{path}：各步骤的产物"),
    "words_done": ("{path}: what is said", "{path}：字幕"),
    "cut_source": ("{path} is the video itself.", "{path} 就是原视频。"),
    "cut_ending": ("{option}: {path} must end with {endings}.", "{option}：{path} 的名字必须以 {endings} 结尾。"),
    "cut_same_place": ("{path} is named twice.", "{path} 被用了两次。"),
    "cut_unread": ("{option}: {path} cannot be read: {reason}.", "{option}：无法读取 {path}：{reason}。"),
    "cut_no_text": ("{option}: {path} is not UTF-8 text.", "{option}：{path} 不是 UTF-8 文本。"),
    "cut_too_large": ("{option}: {path} is too large.", "{option}：{path} 太大。"),
    "cut_plan_keeps_nothing": (
        "--plan-only cuts nothing; {option} needs the cut.",
        "--plan-only 不剪辑；{option} 需要剪辑。",
    ),
    "action_failed": ("failed", "失败"),
    "heading.action": ("action", "动作"),
    "heading.detail": ("what", "内容"),
    "heading.took": ("ms", "毫秒"),
    "stage.ingest": ("reading the video", "读取视频"),
    "stage.analyse": ("looking and listening", "分析画面与声音"),
    "stage.transcribe": ("writing down what is said", "转写语音"),
    "stage.plan": ("deciding the cut", "决定剪辑"),
    "explain.source": ("from {name}, {duration}", "取自 {name}，{duration}"),
    "explain.cut": ("What is cut out, and what else there is to know:", "剪去的部分与说明："),
    "heading.source": ("from", "取自"),
    "role.said": ("said", "原话"),
}
"""Key → English, Chinese."""
