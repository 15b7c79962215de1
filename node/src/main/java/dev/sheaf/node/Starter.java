package dev.sheaf.node;

import dev.sheaf.node.config.Settings;
import dev.sheaf.sharding.journal.Journal;
import dev.sheaf.sharding.journal.JournalException;
import dev.sheaf.sharding.journal.JournalUrl;
import java.io.IOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/** Starts the parts of a node in order, and knows how to undo what it started. */
final class Starter {
  private final Settings settings;
  private @Nullable Journal journal;
  private @Nullable Storage storage;
  private @Nullable SheafNode node;

  Starter(Settings settings) {
    this.settings = settings;
  }

  SheafNode run() throws NodeStartException {
    makeState();
    var opened = openJournal();
    journal = opened;
    var stored = openStorage();
    storage = stored;
    var wired = SheafNode.wire(settings, opened, stored);
    node = wired;
    wired.open();
    return wired;
  }

  private void makeState() throws NodeStartException {
    try {
      Files.createDirectories(settings.state());
    } catch (IOException e) {
      throw new NodeStartException(
          "the state folder " + settings.state() + " cannot be made: set sheaf.state elsewhere", e);
    }
  }

  private Journal openJournal() throws NodeStartException {
    try {
      var url = settings.journal().url();
      return Journal.open(
          url.isEmpty() ? JournalUrl.file(settings.state()) : JournalUrl.parse(url));
    } catch (JournalException e) {
      throw new NodeStartException(String.valueOf(e.getMessage()), e);
    }
  }

  private Storage openStorage() throws NodeStartException {
    try {
      return Storage.open(settings);
    } catch (IOException | IllegalStateException e) {
      throw new NodeStartException(String.valueOf(e.getMessage()), e);
    }
  }

  void undo() {
    if (node != null) {
      node.close();
      return;
    }
    if (journal != null) {
      journal.close();
    }
    if (storage != null) {
      storage.close();
    }
  }
}
