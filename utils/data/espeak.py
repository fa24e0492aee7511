"""A process that speaks once: run by `speech.py` as a program, standard library only.

eSpeak NG carries state from one utterance to the next (the second time a text sounds a little different), and takes its
process with it if it crashes. So each utterance gets a process of its own: then sound depends on the arguments alone, and
on the build of the library. In: JSON on standard input. Out: the sampling rate (4 bytes), then 16-bit samples.
"""

import ctypes
import json
import sys

SYNCHRONOUS, UTF8, RATE, PITCH = 2, 1, 1, 3  # constants of espeak-ng's speak_lib.h
UNKNOWN_VOICE, NOT_STARTED = 3, 4  # exit codes


def speak(library, home, text, voice, words_per_minute, pitch):
    """(exit code, sampling rate, bytes of 16-bit samples); `home` is the folder that holds espeak-ng-data."""
    engine, heard = ctypes.CDLL(library), []
    listener = _listener(heard)
    rate = engine.espeak_Initialize(SYNCHRONOUS, 0, home.encode(), 0)
    if rate <= 0:
        return NOT_STARTED, 0, b""
    engine.espeak_SetSynthCallback(listener)
    if engine.espeak_SetVoiceByName(voice.encode()) != 0:
        return UNKNOWN_VOICE, 0, b""
    engine.espeak_SetParameter(RATE, words_per_minute, 0)
    engine.espeak_SetParameter(PITCH, pitch, 0)
    data = text.encode() + b"\0"
    engine.espeak_Synth(data, ctypes.c_size_t(len(data)), 0, 0, 0, UTF8, None, None)
    return 0, rate, b"".join(heard)


def _listener(heard):
    @ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
    def listen(sound, count, _):
        if sound and count > 0:
            heard.append(ctypes.string_at(sound, 2 * count))
        return 0

    return listen


def main():
    """Speak what standard input asks for; the exit code tells how it went."""
    code, rate, sound = speak(**json.load(sys.stdin))
    sys.stdout.buffer.write(rate.to_bytes(4, "little") + sound)
    return code


if __name__ == "__main__":
    sys.exit(main())
