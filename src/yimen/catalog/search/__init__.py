"""搜索: finding an item by whatever somebody types: synonyms, pinyin, wrong characters, plain questions."""
