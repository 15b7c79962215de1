package dev.sheaf.http.ring;

import dev.sheaf.http.ring.RingRoutes.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node's rings and the door to them, while it listens; a node that cannot have them has none. */
public final class SharedMemory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SharedMemory.class);
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private final Rings rings;
  private final @Nullable RingDoor door;
  private final Place place;

  private SharedMemory(Rings rings, @Nullable RingDoor door, Place place) {
    this.rings = rings;
    this.door = door;
    this.place = place;
  }

  /** Opens the door where this system has what it takes; {@code mostBytes} of 0 says not to. */
  public static SharedMemory open(long mostBytes) {
    if (mostBytes == 0) {
      return none("sheaf.cache.shared-memory is 0");
    }
    try {
      var host = Files.readString(BOOT_ID).strip();
      var rings = new Rings(mostBytes);
      var door = RingDoor.open(Path.of(System.getProperty("java.io.tmpdir")), rings);
      return new SharedMemory(rings, door, new Place.Door(host, door.path().toString()));
    } catch (IOException | UnsupportedOperationException | ExceptionInInitializerError refused) {
      LOG.info("batches go by HTTP only, also on this host: {}", refused.toString());
      return none("the node's system has no shared memory without a name: " + refused);
    }
  }

  private static SharedMemory none(String reason) {
    return new SharedMemory(new Rings(0), null, new Place.None(reason));
  }

  /** The rings. */
  public Rings rings() {
    return rings;
  }

  /** Where clients get one. */
  public Place place() {
    return place;
  }

  /** Shuts the door; the rings of all clients end. */
  @Override
  public void close() {
    if (door != null) {
      try {
        door.close();
      } catch (IOException late) {
        LOG.debug("the door of the rings: {}", late.toString());
      }
    }
  }
}
