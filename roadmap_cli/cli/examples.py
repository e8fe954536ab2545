"""Examples at the end of every command's help; a test runs each of them."""

EXAMPLES: dict[str, tuple[str, ...]] = {
    "list": (
        "roadmap list --month Сентябрь",
        "roadmap list -r МОЦ -s open --sort due",
        'roadmap list -m "II квартал" --due-only --format csv',
    ),
    "show": ("roadmap show 7", "roadmap show 7-9 --format json"),
    "overdue": ("roadmap overdue", "roadmap overdue -r МОЦ --exit-code"),
    "parties": ("roadmap parties", "roadmap parties --format csv"),
    "remind": (
        "roadmap remind --within 14",
        "roadmap remind --by-responsible",
        "roadmap remind --mail --dry-run",
    ),
    "start": ("roadmap start 5", 'roadmap start 5 6 --note "рабочая группа создана"'),
    "progress": (
        'roadmap progress 12 "семинар для заместителей директоров, протокол № 1"',
        'roadmap progress 12 "выезды в 4 школы, справка" --date 18.09.2020',
    ),
    "submit": ('roadmap submit 7 --note "исх. № 12 от 28.09.2020"',),
    "return": ('roadmap return 7 --reason "нет протокола"',),
    "done": (
        "roadmap done 7",
        'roadmap done 2 --date 28.09.2020 --note "протокол № 4"',
        'roadmap done 7 --correct --note "протокол № 5"',
    ),
    "cancel": ('roadmap cancel 11 --reason "приказ от 12.05.2020 № 61/01-04"',),
    "reopen": ("roadmap reopen 7", 'roadmap reopen 7 --note "протокол отозван"'),
    "postpone": (
        'roadmap postpone 14 Декабрь --reason "письмо от 21.09.2020 № 2211"',
        'roadmap postpone 14 "до 15 декабря" --reason "уточнено"',
    ),
    "note": ('roadmap note 7 "ждём протокол"',),
    "undo": ("roadmap undo", "roadmap undo --dry-run"),
    "new": (
        'roadmap new 2021 --order "№ 5 от 15.01.2021"',
        'roadmap new 2021-2022 --title "План работы школы"',
    ),
    "add": (
        'roadmap add "Семинар для завучей" --section 2 --term Ноябрь -r МОЦ --reason "приказ № 5"',
        'roadmap add "Отчёт" --new-section "Дополнительно" --term "до 15 декабря" -r ОУ',
    ),
    "amend": (
        'roadmap amend 8 --term Ноябрь --reason "приказ от 01.09.2020 № 5"',
        'roadmap amend 8 -r МОЦ -r ОУ --reason "приказ от 01.09.2020 № 5"',
    ),
    "edit": ("roadmap edit", "roadmap edit 7"),
    "check": ("roadmap check", "roadmap check --format json"),
    "schema": ("roadmap schema > roadmap.schema.json",),
    "import": (
        "roadmap import приказ.docx --accept",
        "roadmap import план.xlsx --year 2021-2022 --output школа.yaml",
    ),
    "init": ("roadmap init", "roadmap init планы/roadmap_2020.yaml"),
    "term": (
        'roadmap term "до 15 марта" --year 2020',
        'roadmap term "в течение учебного года" --year 2019-2020',
    ),
    "report": (
        "roadmap report --output отчёт.docx",
        'roadmap report --period "III квартал" -r МОЦ',
        "roadmap report --date 01.10.2020 --format html > отчёт.html",
    ),
    "timeline": ("roadmap timeline", "roadmap timeline -r МОЦ --date 01.10.2020"),
    "calendar": ("roadmap calendar --output план.ics", "roadmap calendar -r МОЦ --output моц.ics"),
    "letters": (
        "roadmap letters --until 12.10.2020 --output письма",
        "roadmap letters -r МОЦ --until 12.10.2020 --output моц",
    ),
    "sync": ("roadmap sync", "roadmap sync --plan 2020"),
    "help": ("roadmap help done",),
}
