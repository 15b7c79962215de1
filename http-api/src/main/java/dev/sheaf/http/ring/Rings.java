package dev.sheaf.http.ring;

import dev.sheaf.wire.ring.BodyRing;
import dev.sheaf.wire.ring.BodyRingShape;
import dev.sheaf.wire.ring.BodySlot;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rings that clients on this host have; so many bytes in all. */
public final class Rings {
  /** The header by which a request says in which slot its body is to lie. */
  public static final String HEADER = "Sheaf-Ring";

  private static final int LEAST_SLOTS = 2;
  private static final Pattern SEAT = Pattern.compile("([0-9a-f]{32}) (\\d{1,4}) ([1-9]\\d{0,17})");

  private final long mostBytes;
  private final Map<String, BodyRing> byKey = new ConcurrentHashMap<>();
  private long usedBytes;

  /** No rings yet; {@code mostBytes} in all, 0 for none ever. */
  public Rings(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** What a client gets that asks for a ring. */
  public sealed interface Offer {
    /** A ring; {@link Rings#close} it. */
    record Granted(BodyRing ring) implements Offer {}

    /** Nothing, and why. */
    record Refused(String reason) implements Offer {}
  }

  /** A ring of at most so many slots, by what is left of all bytes. */
  public Offer open(long slots, long slotBytes) throws IOException {
    if (slots < 1
        || slots > BodyRingShape.MAX_SLOTS
        || slotBytes < BodyRingShape.PAGE_BYTES
        || slotBytes > BodyRingShape.MAX_BYTES
        || slotBytes % BodyRingShape.PAGE_BYTES != 0) {
      return new Offer.Refused(
          "a ring has 1..%d slots of a multiple of %d bytes, but %d of %d were asked for"
              .formatted(BodyRingShape.MAX_SLOTS, BodyRingShape.PAGE_BYTES, slots, slotBytes));
    }
    long leftBytes;
    BodyRingShape shape;
    synchronized (this) {
      leftBytes = mostBytes - usedBytes - BodyRingShape.PAGE_BYTES;
      var fitting = Math.min(slots, Math.max(0, leftBytes) / slotBytes);
      if (fitting < Math.min(slots, LEAST_SLOTS)) {
        return new Offer.Refused(
            "a ring of slots of %d bytes does not fit: %d of sheaf.cache.shared-memory's %d are free"
                .formatted(slotBytes, mostBytes - usedBytes, mostBytes));
      }
      shape = new BodyRingShape((int) fitting, slotBytes);
      usedBytes += shape.totalBytes();
    }
    return granted(shape);
  }

  private Offer granted(BodyRingShape shape) throws IOException {
    try {
      var ring = new BodyRing(shape);
      byKey.put(ring.key().digits(), ring);
      return new Offer.Granted(ring);
    } catch (IOException | RuntimeException refused) {
      giveBack(shape);
      throw refused;
    }
  }

  /** The client is gone, and its ring with it. */
  public void close(BodyRing ring) {
    if (byKey.remove(ring.key().digits()) != null) {
      ring.close();
      giveBack(ring.shape());
    }
  }

  private synchronized void giveBack(BodyRingShape shape) {
    usedBytes -= shape.totalBytes();
  }

  /** The slot that a request names, to be filled; null when it has to do without. */
  public @Nullable BodySlot claim(String header) {
    var seat = SEAT.matcher(header);
    if (!seat.matches()) {
      return null;
    }
    var ring = byKey.get(seat.group(1));
    return ring == null
        ? null
        : ring.claim(Integer.parseInt(seat.group(2)), Long.parseLong(seat.group(3)));
  }

  /** How many rings there are. */
  public int count() {
    return byKey.size();
  }

  /** Bytes of all rings. */
  public synchronized long usedBytes() {
    return usedBytes;
  }

  /** Bytes that all rings may have. */
  public long mostBytes() {
    return mostBytes;
  }
}
