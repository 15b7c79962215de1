package dev.sheaf.http.s3;

import dev.sheaf.actors.dataset.KeyOrder;
import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.dataset.SamplePlaces;
import java.util.Optional;

/** A folder of images: each is an object, under its own key. */
final class FolderBucket implements Bucket {
  private final Manifest manifest;
  private final KeyOrder keys;
  private final SamplePlaces places;

  FolderBucket(Manifest manifest) {
    this.manifest = manifest;
    this.keys = KeyOrder.of(manifest);
    this.places = SamplePlaces.of(manifest);
  }

  @Override
  public Manifest manifest() {
    return manifest;
  }

  @Override
  public long count() {
    return keys.count();
  }

  @Override
  public String key(long rank) {
    return keys.key((int) rank);
  }

  @Override
  public StoredObject object(long rank) {
    var id = places.id(keys.object((int) rank), 0);
    return new StoredObject(
        key(rank), Bucket.tag(version(), Long.toString(id)), RecordFile.of(manifest, id));
  }

  @Override
  public long ceiling(byte[] key) {
    return keys.ceiling(key);
  }

  @Override
  public Optional<StoredObject> find(String key) {
    var rank = keys.find(key);
    return rank < 0 ? Optional.empty() : Optional.of(object(rank));
  }
}
