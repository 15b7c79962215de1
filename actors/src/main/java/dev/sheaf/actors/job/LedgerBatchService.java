package dev.sheaf.actors.job;

import dev.sheaf.actors.reading.SampleReader;
import dev.sheaf.actors.reading.SampleReader.Overloaded;
import java.time.Duration;
import java.util.stream.IntStream;

/** Serves minibatches: ids from the desk, bytes from the reader, missing samples by the ledger. */
public final class LedgerBatchService implements BatchService {
  private final BatchDesk desk;
  private final SampleReader reader;

  /** A service over a node's desk and reader. */
  public LedgerBatchService(BatchDesk desk, SampleReader reader) {
    this.desk = desk;
    this.reader = reader;
  }

  @Override
  public Served serve(BatchKey key, String consumer, Duration deadline) throws Overloaded {
    var began = System.nanoTime();
    var until = began + deadline.toNanos();
    return switch (desk.batch(key, consumer, until)) {
      case BatchAnswer.Assigned(RankBatch batch) -> {
        var told = System.nanoTime();
        var ids = IntStream.range(0, batch.size()).mapToObj(batch::id).toList();
        var read = reader.read(batch.request(ids, until));
        var waits = new SettledStream.Before(told - began, System.nanoTime() - told);
        yield new Served.Serving(
            batch,
            new SettledStream(new SettledStream.Ports(desk, reader), batch, read, until, waits));
      }
      case BatchAnswer otherwise -> new Served.NotServed(otherwise);
    };
  }
}
