package dev.sheaf.http.ring;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.sheaf.http.ring.Rings.Offer;
import dev.sheaf.wire.FlatJson;
import dev.sheaf.wire.WireFormatException;
import dev.sheaf.wire.ring.NamelessDoor;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where clients on this host get a ring, and lose it when they are gone.
 *
 * <pre>
 *   client ─► u32 length, {"version":1,"slots":8,"slotBytes":8388608}
 *          ◄─ u32 length, {"key":"…","path":"/proc/…","slots":8,"slotBytes":8388608}
 *                      or {"refused":"why"}
 *   the end of the connection is the end of the ring
 * </pre>
 *
 * <p>Only this process's own user is let in, by the system's word for who connects.
 */
public final class RingDoor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RingDoor.class);
  private static final long VERSION = 1;
  private static final int MOST_GUESTS = 512;
  private static final int MOST_GREETING_BYTES = 4096;
  private static final long GREETING_SECONDS = 5;

  private final NamelessDoor door;
  private final Rings rings;
  private final UserPrincipal owner;
  private final Semaphore places = new Semaphore(MOST_GUESTS);
  private final Set<SocketChannel> guests = ConcurrentHashMap.newKeySet();

  private RingDoor(NamelessDoor door, Rings rings, UserPrincipal owner) {
    this.door = door;
    this.rings = rings;
    this.owner = owner;
  }

  /** Opens the door; its folder lies below {@code parent} for a moment. */
  public static RingDoor open(Path parent, Rings rings) throws IOException {
    return open(parent, rings, Files.getOwner(Path.of("/proc/self/stat")));
  }

  /** Opens the door for clients of one user. */
  static RingDoor open(Path parent, Rings rings, UserPrincipal owner) throws IOException {
    var opened = new RingDoor(NamelessDoor.open(parent, MOST_GUESTS), rings, owner);
    Thread.ofVirtual().name("ring-door").start(opened::welcome);
    return opened;
  }

  /** What clients connect to. */
  public Path path() {
    return door.path();
  }

  private void welcome() {
    try {
      while (true) {
        var guest = door.accept();
        if (places.tryAcquire()) {
          guests.add(guest);
          Thread.ofVirtual().name("ring").start(() -> serve(guest));
        } else {
          guest.close();
        }
      }
    } catch (IOException closed) {
      LOG.debug("no more rings: {}", closed.toString());
    }
  }

  private void serve(SocketChannel guest) {
    try (guest) {
      var peer = guest.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
      if (peer.equals(owner)) {
        serveOwner(guest);
      } else {
        LOG.warn("a ring was refused to user {}: this node belongs to {}", peer, owner);
        send(guest, Map.of("refused", "this node belongs to user " + owner.getName()));
      }
    } catch (IOException gone) {
      LOG.debug("a client of a ring is gone: {}", gone.toString());
    } finally {
      guests.remove(guest);
      places.release();
    }
  }

  private void serveOwner(SocketChannel guest) throws IOException {
    var greeting = greeting(guest);
    if (!(greeting.get("version") instanceof Long version
        && version == VERSION
        && greeting.get("slots") instanceof Long slots
        && greeting.get("slotBytes") instanceof Long slotBytes)) {
      send(guest, Map.of("refused", "a greeting needs version 1, slots and slotBytes"));
      return;
    }
    switch (rings.open(slots, slotBytes)) {
      case Offer.Refused(var reason) -> send(guest, Map.of("refused", reason));
      case Offer.Granted(var ring) -> {
        try {
          var fields = new LinkedHashMap<String, Object>();
          fields.put("key", ring.key().digits());
          fields.put("path", ring.path().toString());
          fields.put("slots", (long) ring.shape().slots());
          fields.put("slotBytes", ring.shape().slotBytes());
          send(guest, fields);
          awaitEnd(guest);
        } finally {
          rings.close(ring);
        }
      }
    }
  }

  /** A guest that says nothing is sent away. */
  private static Map<String, Object> greeting(SocketChannel guest) throws IOException {
    var greeted = new CompletableFuture<Void>();
    greeted
        .orTimeout(GREETING_SECONDS, TimeUnit.SECONDS)
        .exceptionally(late -> {
          close(guest);
          return null;
        });
    try {
      var length = read(guest, Integer.BYTES).getInt();
      WireFormatException.inRange("length of a greeting", length, 2, MOST_GREETING_BYTES);
      return FlatJson.read(read(guest, length));
    } finally {
      greeted.complete(null);
    }
  }

  private static ByteBuffer read(SocketChannel guest, int bytes) throws IOException {
    var buffer = ByteBuffer.allocate(bytes).order(LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (guest.read(buffer) < 0) {
        throw new EOFException("it said nothing more");
      }
    }
    return buffer.flip();
  }

  private static void send(SocketChannel guest, Map<String, Object> fields) throws IOException {
    var text = FlatJson.write(fields);
    var frame = ByteBuffer.allocate(Integer.BYTES + text.length).order(LITTLE_ENDIAN);
    frame.putInt(text.length).put(text).flip();
    while (frame.hasRemaining()) {
      guest.write(frame);
    }
  }

  /** A client has nothing more to say; words too many end it like its end. */
  private static void awaitEnd(SocketChannel guest) throws IOException {
    var ignored = guest.read(ByteBuffer.allocate(1));
  }

  private static void close(SocketChannel guest) {
    try {
      guest.close();
    } catch (IOException already) {
      LOG.debug("a client of a ring was gone already: {}", already.toString());
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    guests.forEach(RingDoor::close);
  }
}
