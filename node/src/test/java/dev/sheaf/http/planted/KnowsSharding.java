package dev.sheaf.http.planted;

import dev.sheaf.sharding.journal.JournalUrl;

/** Breaks the law that HTTP knows no cluster. */
public record KnowsSharding(JournalUrl journal) {}
