package dev.sheaf.actors.reading;

import dev.sheaf.actors.dataset.SegmentPart;
import dev.sheaf.wire.batch.FrameHead;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** Fake peers: an address is out of reach, or has the reader of another node behind it. */
final class FakePeers implements Peers {
  /** Readers by address. */
  final Map<String, NodeReader> nodes = new ConcurrentHashMap<>();

  /** What was asked, in order. */
  final List<String> asked = new ArrayList<>();

  /** What a read waits for before it answers. */
  volatile CountDownLatch gate = new CountDownLatch(0);

  @Override
  public ReadCost read(String address, SampleRequest request, Consumer<SampleFrame> each)
      throws IOException {
    synchronized (asked) {
      asked.add(address + " " + request.reach());
    }
    var node = nodes.get(address);
    if (node == null) {
      throw new IOException("connection refused: " + address);
    }
    try (var frames = node.read(request)) {
      gate.await();
      for (var frame = frames.next(); frame != null; frame = frames.next()) {
        each.accept(frame);
      }
      return frames.cost();
    } catch (InterruptedException | SampleReader.Overloaded refused) {
      throw new IOException(refused);
    }
  }

  /** How many frames of a status a stream gives, read to its end. */
  static int count(SampleStream frames, byte status) throws InterruptedException {
    var count = 0;
    for (var frame = frames.next(); frame != null; frame = frames.next()) {
      count += frame.head().status() == status ? 1 : 0;
      frame.close();
    }
    return count;
  }

  /** How many frames are whole. */
  static int whole(SampleStream frames) throws InterruptedException {
    return count(frames, FrameHead.OK);
  }

  @Override
  public SegmentPart segment(String address, String hash, long offset) throws IOException {
    throw new IOException("no segment " + hash);
  }
}
