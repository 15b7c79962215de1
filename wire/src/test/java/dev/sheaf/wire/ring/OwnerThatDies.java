package dev.sheaf.wire.ring;

import java.io.IOException;
import java.nio.file.Path;

/** A process that owns a ring and a reader, and waits to be killed. */
public final class OwnerThatDies {
  private OwnerThatDies() {}

  /** Takes a folder for the socket, and the path of the reader's witness. */
  public static void main(String[] arguments) throws IOException {
    var folder = Path.of(arguments[0]);
    try (var ring = new RingProducer(RingProcessIT.SHAPE);
        var reader = ChildProcess.startReader(ring, folder, Path.of(arguments[1]))) {
      reader.receive();
    }
  }
}
