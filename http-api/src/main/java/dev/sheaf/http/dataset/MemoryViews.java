package dev.sheaf.http.dataset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.actors.dataset.ConductorReply.Memory;
import dev.sheaf.http.json.Json;
import dev.sheaf.policies.division.MemoryDivision.Reader;

/** How a dataset's part of the memory looks in JSON, and why it is what it is. */
final class MemoryViews {
  private MemoryViews() {}

  static ObjectNode of(Memory memory) {
    var view =
        Json.object()
            .put("shareBytes", memory.shareBytes())
            .put("ofBytes", memory.ofBytes())
            .put("why", why(memory));
    var jobs = view.putArray("jobs");
    for (var reader : memory.readers()) {
      jobs.addObject()
          .put("job", reader.job())
          .put("weight", reader.weight())
          .put("measured", reader.profile().measured())
          .put("waitShare", reader.profile().waitShare());
    }
    return view;
  }

  private static String why(Memory memory) {
    if (memory.ofBytes() == 0) {
      return "memory is not divided: every dataset plans with all of it";
    }
    if (memory.shareBytes() == memory.ofBytes()) {
      return "no other dataset is read";
    }
    if (memory.readers().isEmpty()) {
      return "nobody reads it, and others are read";
    }
    return memory.readers().stream().anyMatch(MemoryViews::waits)
        ? "its jobs wait when it is not kept; memory goes where it spares most waiting"
        : "its jobs compute all the time: they get what others do not need";
  }

  private static boolean waits(Reader reader) {
    return !reader.profile().measured() || reader.profile().waitShare() > 0;
  }
}
