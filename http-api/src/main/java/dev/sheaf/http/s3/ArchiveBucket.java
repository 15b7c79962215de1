package dev.sheaf.http.s3;

import dev.sheaf.actors.catalog.DatasetEntry;
import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.dataset.SamplePlaces;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Tar shards or CIFAR batches: each archive is an object under its own key, made of its samples,
 * and each sample is one under {@code samples/ARCHIVE/NUMBER}.
 *
 * <pre>
 *   train-000000.tar                          a tar of the samples, see {@link TarForm}
 *   samples/train-000000.tar/0000000000       its first sample
 * </pre>
 *
 * <p>A batch of CIFAR-100 has two labels a record, of which a manifest keeps one: it has no object
 * of its own. <i>Cost:</i> two entries an archive on the heap, in order of key.
 */
final class ArchiveBucket implements Bucket {
  private static final String SAMPLES = "samples/";
  private static final int DIGITS = 10;

  private final Manifest manifest;
  private final SamplePlaces places;
  private final boolean tar;
  private final List<Block> blocks;
  private final AtomicReferenceArray<RecordFile> files;
  private final long count;

  /**
   * Neighbours in the order of keys.
   *
   * @param first the key of an archive, or what the keys of its samples begin with
   * @param firstRank the rank of the first of them
   */
  private record Block(String first, boolean samples, int object, long firstRank, int count) {
    byte[] bytes() {
      return first.getBytes(StandardCharsets.UTF_8);
    }

    String key(long rank) {
      return samples ? first + number(rank - firstRank) : first;
    }

    static String number(long n) {
      return ("%0" + DIGITS + "d").formatted(n);
    }

    Block from(long rank) {
      return new Block(first, samples, object, rank, count);
    }
  }

  ArchiveBucket(DatasetEntry entry, Manifest manifest) {
    this.manifest = manifest;
    this.places = SamplePlaces.of(manifest);
    this.tar = entry.format().equals("tar");
    this.files = new AtomicReferenceArray<>(manifest.objects());
    this.blocks = ranked(found(entry));
    this.count = blocks.isEmpty() ? 0 : blocks.getLast().firstRank() + blocks.getLast().count();
  }

  private List<Block> found(DatasetEntry entry) {
    var found = new ArrayList<Block>();
    for (int object = 0; object < manifest.objects(); object++) {
      var key = manifest.key(object).isEmpty() ? lastOf(entry.uri()) : manifest.key(object);
      var samples = places.count(object);
      if (tar || (samples > 0 && manifest.placeOf(places.id(object, 0)) == 1)) {
        found.add(new Block(key, false, object, 0, 1));
      }
      if (samples > 0) {
        found.add(new Block(SAMPLES + key + "/", true, object, 0, samples));
      }
    }
    found.sort((one, other) -> Arrays.compareUnsigned(one.bytes(), other.bytes()));
    return found;
  }

  /** A root that is a file has one object, whose key is empty: it is called as the file is. */
  private static String lastOf(String uri) {
    var path = URI.create(uri).getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static List<Block> ranked(List<Block> found) {
    var ranked = new ArrayList<Block>();
    var rank = 0L;
    for (var block : found) {
      ranked.add(block.from(rank));
      rank += block.count();
    }
    return ranked;
  }

  @Override
  public Manifest manifest() {
    return manifest;
  }

  @Override
  public long count() {
    return count;
  }

  private Block blockAt(long rank) {
    var from = 0;
    var to = blocks.size() - 1;
    while (from < to) {
      var middle = (from + to + 1) >>> 1;
      if (blocks.get(middle).firstRank() <= rank) {
        from = middle;
      } else {
        to = middle - 1;
      }
    }
    return blocks.get(from);
  }

  @Override
  public String key(long rank) {
    return blockAt(rank).key(rank);
  }

  @Override
  public StoredObject object(long rank) {
    var block = blockAt(rank);
    if (!block.samples()) {
      var tag = Bucket.tag(version(), "of" + block.object());
      return new StoredObject(block.first(), tag, file(block.object()));
    }
    var id = places.id(block.object(), (int) (rank - block.firstRank()));
    return new StoredObject(
        block.key(rank), Bucket.tag(version(), Long.toString(id)), RecordFile.of(manifest, id));
  }

  /** An archive's records; gone through once, by whoever asks first. */
  private RecordFile file(int object) {
    var known = files.get(object);
    if (known != null) {
      return known;
    }
    var form = tar ? new TarForm(manifest) : new CifarForm(manifest);
    var made = new RecordFile(manifest, places.count(object), n -> places.id(object, n), form);
    files.set(object, made);
    return made;
  }

  @Override
  public long ceiling(byte[] key) {
    var from = 0L;
    var to = count;
    while (from < to) {
      var middle = (from + to) >>> 1;
      if (Arrays.compareUnsigned(key(middle).getBytes(StandardCharsets.UTF_8), key) < 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  @Override
  public Optional<StoredObject> find(String key) {
    var rank = ceiling(key.getBytes(StandardCharsets.UTF_8));
    return rank < count && key(rank).equals(key) ? Optional.of(object(rank)) : Optional.empty();
  }
}
