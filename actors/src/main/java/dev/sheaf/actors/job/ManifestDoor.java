package dev.sheaf.actors.job;

import akka.actor.typed.ActorRef;
import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.dataset.Manifests;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Opens a job's manifest on a thread of its own; what came of it is told as a signal. */
final class ManifestDoor {
  private final Manifests manifests;
  private final ActorRef<JobMessage> self;
  private volatile @Nullable Manifest manifest;
  private boolean opening;

  ManifestDoor(Manifests manifests, ActorRef<JobMessage> self) {
    this.manifests = manifests;
    this.self = self;
  }

  /** The manifest of {@code version}; null while it is not open. */
  @Nullable Manifest find(DatasetVersion version) {
    var known = manifest;
    return known != null && known.version().equals(version) ? known : null;
  }

  /** Begins to open the manifest, unless one is being opened. */
  void open(DatasetVersion version) {
    if (opening) {
      return;
    }
    opening = true;
    Thread.startVirtualThread(() -> {
      try {
        manifest = manifests.open(version);
        self.tell(new JobSignal.Opened());
      } catch (IOException | RuntimeException e) {
        self.tell(new JobSignal.NotOpened(e.toString()));
      }
    });
  }

  /** Says that the signal has come. */
  void settled() {
    opening = false;
  }
}
