package dev.sheaf.actors.job;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.wire.batch.FrameHead;
import java.util.stream.Collectors;

/** Says in words which samples cannot be delivered, and why. */
final class MissingWords {
  private static final int MOST_NAMES = 5;

  private MissingWords() {}

  static String of(Manifest manifest, JobCommand.Missing missing) {
    var names =
        missing.ids().stream()
            .filter(id -> id >= 0 && id < manifest.table().samples())
            .limit(MOST_NAMES)
            .map(id -> manifest.nameOf(id) + " (sample " + id + ")")
            .collect(Collectors.joining(", "));
    return names
        + (missing.ids().size() > MOST_NAMES ? " and others " : " ")
        + what(missing.status());
  }

  private static String what(int status) {
    return switch ((byte) status) {
      case FrameHead.MISSING -> "is no longer in the origin";
      case FrameHead.DENIED -> "may not be read";
      case FrameHead.CHECKSUM_MISMATCH -> "is not what was indexed: register the dataset again";
      case FrameHead.UNDECODABLE -> "cannot be decoded";
      default -> "cannot be delivered (status " + status + ")";
    };
  }
}
