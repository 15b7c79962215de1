package dev.sheaf.node;

import dev.sheaf.lambda.bridge.deploy.DeployException;
import dev.sheaf.node.config.Settings;
import dev.sheaf.node.functions.FunctionFleet;
import dev.sheaf.sharding.journal.Journal;
import dev.sheaf.sharding.journal.JournalException;
import dev.sheaf.sharding.journal.JournalUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Starts the parts of a node in order, and knows how to undo what it started. */
final class Starter {
  private final Settings settings;
  private @Nullable Journal journal;
  private @Nullable Storage storage;
  private @Nullable FunctionFleet functions;
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
    var opening = openFunctions();
    functions = opening.orElse(null);
    var wired = SheafNode.wire(settings, opened, stored, opening);
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

  private Optional<FunctionFleet> openFunctions() throws NodeStartException {
    try {
      return settings.plays("cache")
          ? FunctionFleet.open(settings.lambda(), settings.state())
          : Optional.empty();
    } catch (IOException | IllegalStateException | DeployException e) {
      throw new NodeStartException(String.valueOf(e.getMessage()), e);
    }
  }

  void undo() {
    if (node != null) {
      node.close();
      return;
    }
    if (functions != null) {
      functions.close();
    }
    if (journal != null) {
      journal.close();
    }
    if (storage != null) {
      storage.close();
    }
  }
}
