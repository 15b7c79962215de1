package dev.sheaf.http.task;

import dev.sheaf.actors.task.TaskDoor.ResultRow;
import dev.sheaf.wire.batch.BatchFormat;
import dev.sheaf.wire.batch.BatchHeader;
import dev.sheaf.wire.batch.FrameHead;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Rows as a batch body: the ids are the rows, the bytes are u32 height, u32 width and the planes.
 */
final class ResultBody {
  private ResultBody() {}

  static byte[] of(List<ResultRow> rows) {
    var size = rows.stream().mapToInt(row -> FrameHead.BYTES + row.cell().bytes().length).sum();
    var body = ByteBuffer.allocate(BatchHeader.BYTES + size);
    BatchFormat.put(new BatchHeader(0, rows.size(), 0, 0, 0, size), body);
    for (var row : rows) {
      BatchFormat.put(head(row), body);
      body.put(row.cell().bytes());
    }
    return body.array();
  }

  private static FrameHead head(ResultRow row) {
    var sum = new CRC32();
    sum.update(row.cell().bytes());
    return new FrameHead(
        row.row(),
        sum.getValue(),
        row.cell().bytes().length,
        row.label(),
        FrameHead.DISK,
        row.decodedOnly() ? FrameHead.DECODED : FrameHead.PREPARED,
        (byte) 0,
        row.cell().status());
  }
}
