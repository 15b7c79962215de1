package dev.sheaf.http.route;

import dev.sheaf.actors.catalog.CatalogCommand;
import dev.sheaf.actors.catalog.CatalogReply;
import dev.sheaf.policies.access.Grant;
import dev.sheaf.policies.books.EphemeralProtocol.Command;
import dev.sheaf.policies.books.EphemeralProtocol.Reply;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a caller may ask the catalog and the keeper of ephemeral data, and what of their answers it
 * is told: what is another tenant's is as if it did not exist, in lists and in suggestions too.
 *
 * <p>All names of a tenant begin alike, hence stand together in a list: its part of it begins
 * behind the tenant's prefix, and ends with the first name that has another.
 */
record Fence(Grant grant) {
  /** What is answered to a question without asking; empty when it may be asked. */
  Optional<CatalogReply> answerTo(CatalogCommand question) {
    return switch (question) {
      case CatalogCommand.FindDataset(var name, var _) -> absent(name);
      case CatalogCommand.ForgetDataset(var name, var _) -> absent(name);
      case CatalogCommand.RegisterDataset(var entry, var _) -> absent(entry.version().dataset());
      case CatalogCommand.ChoosePolicy(var name, var _, var _) -> absent(name);
      case CatalogCommand.FindPolicy(var name, var _) -> absent(name);
      case CatalogCommand.ClaimName(var _, var name, var _) ->
          grant.sees(name) ? Optional.empty() : Optional.of(new CatalogReply.NameIs(name, false));
      case CatalogCommand.ListDatasets _, CatalogCommand.ListNames _ -> Optional.empty();
    };
  }

  private Optional<CatalogReply> absent(String dataset) {
    return grant.sees(dataset)
        ? Optional.empty()
        : Optional.of(new CatalogReply.NoSuchDataset(dataset, ""));
  }

  /** The question as it is asked: a list begins where the caller's part does, and is one longer. */
  CatalogCommand narrowed(CatalogCommand question) {
    return switch (question) {
      case CatalogCommand.ListDatasets(var cursor, var limit, var to) ->
          new CatalogCommand.ListDatasets(from(cursor), longer(limit), to);
      case CatalogCommand.ListNames(var kind, var cursor, var limit, var to) ->
          new CatalogCommand.ListNames(kind, from(cursor), longer(limit), to);
      case CatalogCommand other -> other;
    };
  }

  /** The answer as the caller is told it. */
  CatalogReply told(CatalogCommand question, CatalogReply answer) {
    return switch (answer) {
      case CatalogReply.NoSuchDataset(var name, var nearest) ->
          new CatalogReply.NoSuchDataset(name, suggested(nearest));
      case CatalogReply.DatasetsAre(var entries, var more) -> {
        var limit = question instanceof CatalogCommand.ListDatasets list ? list.limit() : 0;
        var own = own(entries, entry -> entry.version().dataset(), limit, more);
        yield new CatalogReply.DatasetsAre(own.shown(), own.more());
      }
      case CatalogReply.NamesAre(var names, var more) -> {
        var limit = question instanceof CatalogCommand.ListNames list ? list.limit() : 0;
        var own = own(names, name -> name, limit, more);
        yield new CatalogReply.NamesAre(own.shown(), own.more());
      }
      case CatalogReply other -> other;
    };
  }

  /** What is answered to a command without asking; empty when it may be asked. */
  Optional<Reply> answerTo(Command command) {
    return switch (command) {
      case Command.Register(var job, var _, var _) -> absentJob(job);
      case Command.Use(var job, var _) -> absentJob(job);
      case Command.Find(var job) -> absentJob(job);
      case Command.Deregister(var job) -> absentJob(job);
      case Command.ListJobs _, Command.Report _ -> Optional.empty();
    };
  }

  private Optional<Reply> absentJob(String job) {
    return grant.sees(job) ? Optional.empty() : Optional.of(new Reply.NoSuchJob(job, ""));
  }

  /** The command as it is asked. */
  Command narrowed(Command command) {
    return command instanceof Command.ListJobs(var cursor, var limit)
        ? new Command.ListJobs(from(cursor), longer(limit))
        : command;
  }

  /** The answer as the caller is told it. */
  Reply told(Command question, Reply answer) {
    return switch (answer) {
      case Reply.NoSuchJob(var job, var nearest) -> new Reply.NoSuchJob(job, suggested(nearest));
      case Reply.JobsAre(var jobs, var more) -> {
        var limit = question instanceof Command.ListJobs list ? list.limit() : 0;
        var own = own(jobs, job -> job.name(), limit, more);
        yield new Reply.JobsAre(own.shown(), own.more());
      }
      case Reply other -> other;
    };
  }

  private String from(String cursor) {
    return cursor.compareTo(grant.prefix()) < 0 ? grant.prefix() : cursor;
  }

  private int longer(int limit) {
    return grant.seesAll() ? limit : limit + 1;
  }

  /** What a caller is told of a page, and whether another of its own follows. */
  private record Own<T>(List<T> shown, boolean more) {}

  /** The one more that was asked for says whether what follows is the caller's. */
  private <T> Own<T> own(List<T> all, Function<T, String> name, int limit, boolean more) {
    if (grant.seesAll()) {
      return new Own<>(all, more);
    }
    var own = all.stream().filter(each -> grant.sees(name.apply(each))).toList();
    return own.size() > limit
        ? new Own<>(own.subList(0, limit), true)
        : new Own<>(own, more && own.size() == all.size() && all.size() <= limit);
  }

  private String suggested(String nearest) {
    return grant.sees(nearest) ? nearest : "";
  }
}
