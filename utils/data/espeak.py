"""A process that speaks: run by `speech.py` as a program, standard library only.

eSpeak NG carries state from one utterance to the next (the second time a text sounds a little different), and takes its
process with it if it crashes. So each group of utterances gets a process of its own, a fork of one that has spoken nothing:
then sound depends on the group alone, and on the build of the library. Where there is no fork, as on Windows, groups share a
process, and carry a little of each other. In: JSON on standard input. Out: the sampling rate (4 bytes), then for each
utterance the number of its bytes (4 bytes) and its 16-bit samples.
"""

import ctypes
import json
import os
import sys

SYNCHRONOUS, UTF8, RATE, PITCH, RANGE = 2, 1, 1, 3, 4  # constants of espeak-ng's speak_lib.h
UNKNOWN_VOICE, NOT_STARTED = 3, 4  # exit codes


def speak(library, home, groups):
    """(exit code, sampling rate, bytes of all utterances as they go out); `home` is the folder that holds espeak-ng-data."""
    engine, heard = ctypes.CDLL(library), []
    listener = _listener(heard)
    rate = engine.espeak_Initialize(SYNCHRONOUS, 0, home.encode(), 0)
    if rate <= 0:
        return NOT_STARTED, 0, b""
    engine.espeak_SetSynthCallback(listener)
    say = apart if len(groups) > 1 and hasattr(os, "fork") else together
    sounds = [say(engine, heard, group) for group in groups]
    return (UNKNOWN_VOICE, 0, b"") if None in sounds else (0, rate, b"".join(sounds))


def together(engine, heard, group):
    """The sounds of a group, each after its length; None where the engine lacks a voice."""
    sounds = [utter(engine, heard, **utterance) for utterance in group]
    return None if None in sounds else b"".join(len(sound).to_bytes(4, "little") + sound for sound in sounds)


def utter(engine, heard, text, voice, words_per_minute, pitch, pitch_range):
    """The bytes of one utterance, or None where the engine has no such voice."""
    heard.clear()
    if engine.espeak_SetVoiceByName(voice.encode()) != 0:
        return None
    for parameter, value in ((RATE, words_per_minute), (PITCH, pitch), (RANGE, pitch_range)):
        engine.espeak_SetParameter(parameter, value, 0)
    data = text.encode() + b"\0"
    engine.espeak_Synth(data, ctypes.c_size_t(len(data)), 0, 0, 0, UTF8, None, None)
    return b"".join(heard)


def apart(engine, heard, group):
    """What `together` gives, from a fork of this process, which itself stays as it is."""
    ear, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        sounds = together(engine, heard, group)
        with os.fdopen(mouth, "wb") as out:
            out.write(sounds or b"")
        os._exit(UNKNOWN_VOICE if sounds is None else 0)
    os.close(mouth)
    with os.fdopen(ear, "rb") as read:
        sounds = read.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status not in (0, UNKNOWN_VOICE):
        raise RuntimeError(f"the engine ended with {status} at {group}")
    return None if status else sounds


def _listener(heard):
    @ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
    def listen(sound, count, _):
        if sound and count > 0:
            heard.append(ctypes.string_at(sound, 2 * count))
        return 0

    return listen


def main():
    """Speak what standard input asks for; the exit code tells how it went."""
    code, rate, sounds = speak(**json.load(sys.stdin))
    sys.stdout.buffer.write(rate.to_bytes(4, "little") + sounds)
    return code


if __name__ == "__main__":
    sys.exit(main())
