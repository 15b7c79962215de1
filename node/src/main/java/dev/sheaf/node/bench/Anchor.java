package dev.sheaf.node.bench;

import dev.sheaf.node.scratch.ScratchFolder;
import java.io.IOException;

/** A store of others that holds the same samples, and is asked for them in turns with us. */
interface Anchor {
  /** What it is, and by which command it is asked. */
  String name();

  /** One round, of clients that do nothing but ask. */
  Throughput.Round round(int connections, double seconds) throws IOException;

  /** Those there are. */
  enum Kind {
    REDIS {
      @Override
      Anchor start(ScratchFolder scratch, Samples samples) throws IOException {
        return RedisAnchor.start(scratch, samples);
      }
    },
    INFINISPAN {
      @Override
      Anchor start(ScratchFolder scratch, Samples samples) throws IOException {
        return InfinispanAnchor.start(scratch, samples);
      }
    },
    SOCKET {
      @Override
      Anchor start(ScratchFolder scratch, Samples samples) throws IOException {
        return SocketAnchor.start(scratch, samples);
      }
    };

    /** Starts one of this run's own, and fills it. */
    abstract Anchor start(ScratchFolder scratch, Samples samples) throws IOException;
  }

  /** What it holds, ids 0 and up of the same bytes, and how many random ones are asked together. */
  final class Samples {
    private final int count;
    private final byte[] sample;
    private final int batch;

    Samples(int count, byte[] sample, int batch) {
      this.count = count;
      this.sample = sample.clone();
      this.batch = batch;
    }

    int count() {
      return count;
    }

    int sampleBytes() {
      return sample.length;
    }

    int batch() {
      return batch;
    }

    void writeTo(PlainSocket socket) throws IOException {
      socket.send(sample);
    }

    Batches batches(int connection) {
      return new Batches(connection, count, batch);
    }
  }
}
