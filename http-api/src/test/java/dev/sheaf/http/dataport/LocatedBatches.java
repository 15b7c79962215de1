package dev.sheaf.http.dataport;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.actors.job.BatchKey;
import dev.sheaf.actors.reading.SampleFrame;
import dev.sheaf.actors.reading.SampleRequest;
import dev.sheaf.actors.reading.SampleRequest.Grain;
import dev.sheaf.actors.reading.SampleRequest.Manner;
import dev.sheaf.actors.reading.SampleRequest.Reach;
import dev.sheaf.http.json.Json;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.wire.WireFormatException;
import dev.sheaf.wire.batch.BatchDecoder;
import dev.sheaf.wire.batch.Checksums;
import dev.sheaf.wire.batch.FrameHead;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client that asks a gateway where a batch is, and reads it from its owners' data ports.
 *
 * <p>A batch of which an owner is gone, or has a sample not, is read through the gateway: it knows
 * the next owners, and the ledger decides there about samples that are missing for good.
 */
public final class LocatedBatches {
  private static final int MAX_SAMPLE_BYTES = 1 << 30;

  private final String gateway;
  private final HttpPeers peers;

  /** What the samples of one owner are. */
  private record Owned(String address, List<Integer> positions, List<Long> ids) {}

  /**
   * A batch, whole.
   *
   * @param frames by position, with their bytes in memory of their own
   * @param byGateway true when it was read through the gateway in the end
   */
  public record Located(List<SampleFrame> frames, boolean byGateway) {}

  /** A client of the gateway at {@code host:port}. */
  public LocatedBatches(String gateway, HttpPeers peers) {
    this.gateway = gateway;
    this.peers = peers;
  }

  /**
   * Reads a batch; blocks.
   *
   * @throws IOException when the gateway does not answer with it
   */
  public Located read(BatchKey key, long deadlineNanos) throws IOException {
    var document = Json.read(peers.get(gateway, path(key) + "&as=locations", deadlineNanos));
    var version =
        new DatasetVersion(
            document.path("dataset").asText(), document.path("datasetVersion").asText());
    var grain = document.path("grain").asText().equals("sample") ? Grain.SAMPLE : Grain.PACKAGE;
    var manner = new Manner(grain, document.path("parallelReads").asInt());
    var owners = new ArrayList<Owned>();
    document.path("owners").forEach(owner -> owners.add(owned(owner)));
    var frames = new SampleFrame[owners.stream().mapToInt(owner -> owner.ids().size()).sum()];
    var threads = new ArrayList<Thread>();
    for (var owner : owners) {
      var request = new SampleRequest(version, owner.ids(), deadlineNanos, Reach.NODE, manner);
      threads.add(Thread.startVirtualThread(() -> readFrom(owner, request, key, frames)));
    }
    join(threads);
    synchronized (frames) {
      return Arrays.stream(frames).allMatch(Objects::nonNull)
          ? new Located(List.of(frames), false)
          : new Located(byGateway(key, owners, deadlineNanos), true);
    }
  }

  private static String path(BatchKey key) {
    return "/v1/jobs/%s/epochs/%d/ranks/%d/batches/%d?generation=%d"
        .formatted(key.job(), key.epoch(), key.rank(), key.n(), key.generation());
  }

  private static Owned owned(JsonNode owner) {
    var owned = new Owned(owner.path("address").asText(), new ArrayList<>(), new ArrayList<>());
    for (var frame : owner.path("frames")) {
      owned.positions().add(frame.path("position").asInt());
      owned.ids().add(frame.path("id").asLong());
    }
    return owned;
  }

  private void readFrom(
      Owned owner, SampleRequest request, BatchKey key, @Nullable SampleFrame[] frames) {
    try {
      peers.read(
          owner.address(),
          request,
          key,
          frame -> {
            if (frame.head().status() == FrameHead.OK) {
              synchronized (frames) {
                var position = owner.positions().get(frame.position());
                frames[position] =
                    new SampleFrame(position, frame.head(), frame.pieces(), () -> {});
              }
            }
          });
    } catch (IOException gone) {
      // Its frames are read through the gateway.
    }
  }

  private static void join(List<Thread> threads) throws IOException {
    try {
      for (var thread : threads) {
        thread.join();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped while a batch was read", stopped);
    }
  }

  /** The whole batch from the gateway; a sample that stands in for another takes its place. */
  private List<SampleFrame> byGateway(BatchKey key, List<Owned> owners, long deadlineNanos)
      throws IOException {
    var body = peers.get(gateway, path(key), deadlineNanos);
    var count = owners.stream().mapToInt(owner -> owner.ids().size()).sum();
    var decoder =
        new BatchDecoder(
            new ByteArrayInputStream(body), new BatchDecoder.Limits(count, MAX_SAMPLE_BYTES));
    var positions = new Positions(ids(owners, count));
    var frames = new SampleFrame[count];
    var strangers = new ArrayList<SampleFrame>();
    for (var head = decoder.next(); head != null; head = decoder.next()) {
      var bytes = MemorySegment.ofArray(decoder.bytes());
      if (head.status() == FrameHead.OK && Checksums.crc32(bytes) != head.checksum()) {
        throw new WireFormatException("the bytes of sample " + head.id() + " changed on their way");
      }
      var position = positions.take(head.id());
      var frame = new SampleFrame(position.orElse(-1), head, List.of(bytes), () -> {});
      if (position.isPresent()) {
        frames[position.getAsInt()] = frame;
      } else {
        strangers.add(frame);
      }
    }
    return filled(frames, strangers);
  }

  private static List<Long> ids(List<Owned> owners, int count) {
    var ids = new Long[count];
    for (var owner : owners) {
      for (int i = 0; i < owner.ids().size(); i++) {
        ids[owner.positions().get(i)] = owner.ids().get(i);
      }
    }
    return List.of(ids);
  }

  private static List<SampleFrame> filled(SampleFrame[] frames, List<SampleFrame> strangers) {
    var next = strangers.iterator();
    for (int position = 0; position < frames.length; position++) {
      if (frames[position] == null) {
        var stranger = next.next();
        frames[position] = new SampleFrame(position, stranger.head(), stranger.pieces(), () -> {});
      }
    }
    return List.of(frames);
  }
}
