package dev.sheaf.actors.task;

import dev.sheaf.wire.task.Cell;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What tasks gave out, by what it was made of: a file a task, named like it. Whoever makes the same
 * again finds it here, also after a restart.
 *
 * <p>The first file of a name stays. When there is more than may be, files that were not asked for
 * for the longest time go; they can be made again. A row whose bytes are not as they were is as if
 * it were not there.
 *
 * <p><i>Cost:</i> about 100 bytes of heap a row.
 */
public final class TaskShelf {
  private static final Logger LOG = LoggerFactory.getLogger(TaskShelf.class);
  private static final byte[] MAGIC = "SHEAFTK1".getBytes(StandardCharsets.US_ASCII);
  private static final int HASH_BYTES = 64;
  private static final int ROW_BYTES = 17;
  private static final int HEAD_BYTES = MAGIC.length + HASH_BYTES + Integer.BYTES;
  private static final String SUFFIX = ".rows";

  private final Path folder;
  private final long capacityBytes;
  private final Map<Key, Place> rows = new HashMap<>();

  /** Files by name, the one that was not asked for for the longest time first. */
  private final LinkedHashMap<String, Filed> files = new LinkedHashMap<>(16, 0.75f, true);

  private long usedBytes;

  private record Key(String chain, long row) {}

  private record Place(String file, long offset, int lengthBytes, byte status, int crc) {}

  private record Filed(long sizeBytes, List<Key> keys) {}

  private TaskShelf(Path folder, long capacityBytes) {
    this.folder = folder;
    this.capacityBytes = capacityBytes;
  }

  /**
   * Opens the shelf of a folder, with all that is in it.
   *
   * @param capacityBytes that files may take
   */
  public static TaskShelf open(Path folder, long capacityBytes) throws IOException {
    Files.createDirectories(folder);
    var shelf = new TaskShelf(folder, capacityBytes);
    try (var found = Files.list(folder)) {
      for (var file : found.sorted().toList()) {
        shelf.find(file);
      }
    }
    synchronized (shelf) {
      shelf.makeRoom();
    }
    return shelf;
  }

  private void find(Path file) throws IOException {
    var name = String.valueOf(file.getFileName());
    var good = false;
    if (name.endsWith(SUFFIX)) {
      try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
        good = index(name, in);
      }
    }
    if (!good) {
      // Cut short by the end of a process, or not written by a shelf of this kind.
      Files.delete(file);
    }
  }

  private synchronized boolean index(String name, FileChannel in) throws IOException {
    var head = ByteBuffer.allocate(HEAD_BYTES);
    read(in, head, 0);
    var magic = new byte[MAGIC.length];
    var hash = new byte[HASH_BYTES];
    if (head.remaining() < HEAD_BYTES) {
      return false;
    }
    head.get(magic).get(hash);
    var count = head.getInt();
    var tableBytes = (long) count * ROW_BYTES;
    if (!java.util.Arrays.equals(magic, MAGIC)
        || count < 1
        || HEAD_BYTES + tableBytes + Integer.BYTES > in.size()) {
      return false;
    }
    var table = ByteBuffer.allocate((int) tableBytes + Integer.BYTES);
    read(in, table, HEAD_BYTES);
    var sum = new CRC32();
    sum.update(table.array(), 0, (int) tableBytes);
    if ((int) sum.getValue() != table.getInt((int) tableBytes)) {
      return false;
    }
    var chain = new String(hash, StandardCharsets.US_ASCII);
    var keys = new ArrayList<Key>();
    var places = new ArrayList<Place>();
    var at = HEAD_BYTES + tableBytes + Integer.BYTES;
    for (int i = 0; i < count; i++) {
      keys.add(new Key(chain, table.getLong()));
      var status = table.get();
      var length = table.getInt();
      places.add(new Place(name, at, length, status, table.getInt()));
      at += length;
    }
    if (at != in.size()) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      rows.put(keys.get(i), places.get(i));
    }
    files.put(name, new Filed(at, List.copyOf(keys)));
    usedBytes += at;
    return true;
  }

  private static void read(FileChannel in, ByteBuffer into, long at) throws IOException {
    while (into.hasRemaining()) {
      if (in.read(into, at + into.position()) < 0) {
        break;
      }
    }
    into.flip();
  }

  /** True when the row of this chain is here. */
  public synchronized boolean has(String chain, long row) {
    return rows.containsKey(new Key(chain, row));
  }

  /** The row of this chain. */
  public Optional<Cell> get(String chain, long row) {
    Place place;
    synchronized (this) {
      place = rows.get(new Key(chain, row));
      if (place == null) {
        return Optional.empty();
      }
      files.get(place.file());
    }
    if (place.status() != Cell.OK) {
      return Optional.of(Cell.none(place.status()));
    }
    try (var in = FileChannel.open(folder.resolve(place.file()), StandardOpenOption.READ)) {
      var bytes = ByteBuffer.allocate(place.lengthBytes());
      read(in, bytes, place.offset());
      if (bytes.remaining() == place.lengthBytes() && crc(bytes.array()) == place.crc()) {
        return Optional.of(Cell.of(bytes.array()));
      }
      LOG.warn("{} in {} is not as it was written: it is made again", row, place.file());
    } catch (IOException gone) {
      LOG.warn("{} cannot be read: {}", place.file(), gone.getMessage());
    }
    drop(place.file());
    return Optional.empty();
  }

  private static int crc(byte[] bytes) {
    var sum = new CRC32();
    sum.update(bytes);
    return (int) sum.getValue();
  }

  /**
   * Keeps what a task gave out, unless somebody did before.
   *
   * @return true when these bytes are the ones that are kept
   * @throws IOException when they cannot be written
   */
  public boolean put(String task, String chain, SortedMap<Long, Cell> cells) throws IOException {
    var name = task + SUFFIX;
    synchronized (this) {
      if (files.containsKey(name)) {
        return false;
      }
    }
    var temporary = Files.createTempFile(folder, "task", ".part");
    try {
      write(temporary, chain, cells);
      synchronized (this) {
        if (files.containsKey(name)) {
          return false;
        }
        var file = folder.resolve(name);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
          index(name, in);
        }
        makeRoom();
        return true;
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void write(Path file, String chain, SortedMap<Long, Cell> cells)
      throws IOException {
    var table = ByteBuffer.allocate(cells.size() * ROW_BYTES);
    cells.forEach((row, cell) ->
        table
            .putLong(row)
            .put(cell.status())
            .putInt(cell.bytes().length)
            .putInt(crc(cell.bytes())));
    try (var out = Files.newOutputStream(file)) {
      out.write(MAGIC);
      out.write(chain.getBytes(StandardCharsets.US_ASCII));
      out.write(ByteBuffer.allocate(Integer.BYTES).putInt(cells.size()).array());
      out.write(table.array());
      out.write(ByteBuffer.allocate(Integer.BYTES).putInt(crc(table.array())).array());
      for (var cell : cells.values()) {
        out.write(cell.bytes());
      }
    }
  }

  /** The last file stays, however large it is: somebody is about to read it. */
  private void makeRoom() {
    while (usedBytes > capacityBytes && files.size() > 1) {
      drop(files.firstEntry().getKey());
    }
  }

  private synchronized void drop(String name) {
    var filed = files.remove(name);
    if (filed == null) {
      return;
    }
    usedBytes -= filed.sizeBytes();
    for (var key : filed.keys()) {
      var place = rows.get(key);
      if (place != null && place.file().equals(name)) {
        rows.remove(key);
      }
    }
    try {
      Files.deleteIfExists(folder.resolve(name));
    } catch (IOException left) {
      LOG.warn("{} stays until the next start: {}", name, left.getMessage());
    }
  }

  /** Bytes of all files. */
  public synchronized long usedBytes() {
    return usedBytes;
  }

  /** How many tasks' rows are here. */
  public synchronized int tasks() {
    return files.size();
  }
}
