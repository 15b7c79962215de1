package dev.sheaf.node.doctor;

import dev.sheaf.actors.origin.Origin;
import dev.sheaf.actors.origin.OriginException;
import dev.sheaf.actors.origin.OriginMeter;
import dev.sheaf.actors.origin.OriginObject;
import dev.sheaf.node.config.Settings;
import dev.sheaf.node.origin.FileOrigin;
import dev.sheaf.node.origin.s3.S3Origin;
import java.lang.foreign.Arena;
import java.net.URI;

/** Whether a place can be listed and read with the rights that a node would have here. */
final class OriginCheck {
  private final Settings.Origin settings;

  OriginCheck(Settings.Origin settings) {
    this.settings = settings;
  }

  /** One object is enough. */
  private static final class Found extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient OriginObject object;

    Found(OriginObject object) {
      super(null, null, false, false);
      this.object = object;
    }
  }

  Finding of(URI place) {
    var what = "origin " + place;
    return switch (String.valueOf(place.getScheme())) {
      case "file" -> of(what, place, new FileOrigin(settings.fileRoots(), new OriginMeter()));
      case "s3" -> {
        try (var store = new S3Origin(settings, new OriginMeter())) {
          yield of(what, place, store);
        }
      }
      default ->
          Finding.broken(what, "neither file: nor s3:", "write s3://bucket/prefix or file:///path");
    };
  }

  private static Finding of(String what, URI place, Origin origin) {
    try {
      var object = first(place, origin);
      try (var memory = Arena.ofConfined()) {
        var bytes = memory.allocate(Math.min(1, object.sizeBytes()));
        origin.read(place, object.key(), 0, bytes, object.tag());
      }
      return Finding.fine(what, "can be listed and read, " + origin.label());
    } catch (OriginException refused) {
      return Finding.broken(
          what,
          String.valueOf(refused.getMessage()),
          "give this user s3:ListBucket on the bucket and s3:GetObject below it, or mend the name");
    }
  }

  private static OriginObject first(URI place, Origin origin) throws OriginException {
    try {
      origin.list(
          place,
          object -> {
            throw new Found(object);
          });
    } catch (Found found) {
      return found.object;
    }
    throw new OriginException(OriginException.Reason.MISSING, "there is nothing at " + place);
  }
}
