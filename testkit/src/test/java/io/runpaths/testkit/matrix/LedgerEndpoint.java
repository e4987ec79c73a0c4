package io.runpaths.testkit.matrix;

import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.remote.Endpoint;
import io.runpaths.spi.remote.Failure;
import io.runpaths.spi.remote.Failure.Refusal;
import io.runpaths.spi.remote.Failure.Retry;
import io.runpaths.spi.remote.Op;
import java.net.ConnectException;

/** The one translator of a ledger's failures. */
final class LedgerEndpoint implements Endpoint<LedgerWire> {
  private final LedgerWire wire;

  LedgerEndpoint(LedgerWire wire) {
    this.wire = wire;
  }

  @Override
  public LedgerWire site(Op op) {
    return wire;
  }

  @Override
  public Failure translate(Op op, Exception thrown) {
    String words = "The " + op + " failed: " + thrown.getMessage() + "; try later.";
    if (thrown instanceof LedgerWire.Refused refused) {
      return refused(op, refused, words);
    }
    boolean answered = thrown instanceof LedgerWire.Foreign;
    Reason reason = answered ? Reason.SERVER_ERROR : Reason.UNREACHABLE;
    return failure(
        new UnavailableException(op.name(), op.location(), reason, words, thrown),
        Refusal.OTHER,
        !(thrown instanceof ConnectException),
        Retry.YES);
  }

  private static Failure refused(Op op, LedgerWire.Refused refused, String words) {
    return switch (refused.status()) {
      case 404 ->
          failure(
              new NotFoundException(
                  op.name(), op.location(), Reason.NO_SUCH_OBJECT, words, refused),
              Refusal.NO_KEY,
              false,
              Retry.NO);
      case LedgerServer.CONDITION ->
          failure(
              new PreconditionFailedException(
                  op.name(), op.location(), Reason.VERSION_DIFFERS, words, refused),
              Refusal.CONDITION,
              false,
              Retry.NO);
      case LedgerServer.DAMAGED ->
          failure(
              new CorruptDataException(op.name(), op.location(), Reason.CHECKSUM, words, refused),
              Refusal.OTHER,
              false,
              Retry.YES);
      default ->
          failure(
              new UnavailableException(op.name(), op.location(), Reason.CONFLICT, words, refused),
              Refusal.NO_UPLOAD,
              false,
              Retry.NO);
    };
  }

  private static Failure failure(
      StorageException exception, Refusal refusal, boolean lost, Retry retry) {
    return new Failure(exception, refusal, lost, retry, null, null);
  }
}
