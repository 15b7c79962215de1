package dev.sheaf.gpu.worker;

import dev.sheaf.actors.importance.LossSink;
import dev.sheaf.gpu.pipeline.Feed;
import dev.sheaf.wire.trainer.FromTrainer;
import java.nio.ByteOrder;
import java.util.stream.IntStream;

/** Tells the losses of a batch's samples to whoever notes them; nobody waits for it. */
record Losses(LossSink sink, String member) {
  void tell(Feed.Prepared batch, FromTrainer.SampleLosses told) {
    var values = told.losses().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    var count = Math.min(values.remaining(), batch.ids().size());
    var ids = batch.ids().stream().limit(count).mapToLong(Long::longValue).toArray();
    var losses = IntStream.range(0, count).mapToDouble(values::get).toArray();
    Thread.ofVirtual()
        .name("losses-" + member)
        .start(() -> sink.tell(batch.job(), batch.epoch(), ids, losses));
  }
}
