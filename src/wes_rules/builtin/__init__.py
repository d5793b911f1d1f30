"""The plugins that come with the library: csv, console and jsonl."""
