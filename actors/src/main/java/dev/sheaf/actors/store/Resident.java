package dev.sheaf.actors.store;

import java.util.List;
import java.util.Map;

/** What a slot of a {@link PackageStore} holds. */
record Resident(
    List<PageMap.Run> runs, int pages, long sizeBytes, Map<Long, Byte> damaged, boolean lent) {}
