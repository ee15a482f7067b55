#!/usr/bin/env python3
"""An RTSP camera for tests: serves an H.264 mp4 in real time, to each client from its start, on 127.0.0.1.

Debian: gir1.2-gst-rtsp-server-1.0 python3-gi gstreamer1.0-rtsp gstreamer1.0-plugins-{good,bad}; --loop also needs ffmpeg.
Prints one line of JSON on stdout when it listens: {"port": N, "url": "rtsp://127.0.0.1:N/cam"}
"""

import argparse
import json
import os
import subprocess
import sys
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

PAYLOADER = "h264parse ! rtph264pay name=pay0 pt=96 config-interval=1"


class LoopFactory(GstRtspServer.RTSPMediaFactory):
    """ffmpeg repeats the clip without an end on one time line; a live source, so that the server never tries to seek."""

    def __init__(self, clip):
        super().__init__()
        self.clip = clip

    def do_create_element(self, _url):
        source = "appsrc name=clip is-live=true format=time do-timestamp=true"
        element = Gst.parse_launch(f"( {source} ! tsdemux ! {PAYLOADER} )")
        # Before it needs data, appsrc refuses buffers just as it does after the client has gone.
        started = threading.Event()
        element.get_by_name("clip").connect("need-data", start_player, self.clip, started)
        return element


def start_player(appsrc, _length, clip, started):
    if not started.is_set():
        started.set()
        threading.Thread(target=play, args=(clip, appsrc), daemon=True).start()


def play(clip, appsrc):
    command = ["ffmpeg", "-v", "error", "-nostdin", "-re", "-stream_loop", "-1", "-i", clip]
    command += ["-map", "0:v:0", "-c", "copy", "-f", "mpegts", "-flush_packets", "1", "pipe:1"]
    player = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    while data := player.stdout.read1(65536):
        if appsrc.emit("push-buffer", Gst.Buffer.new_wrapped(data)) == Gst.FlowReturn.FLUSHING:
            break
    player.kill()
    player.wait()


def clip_factory(clip):
    factory = GstRtspServer.RTSPMediaFactory()
    quoted = clip.replace("\\", "\\\\").replace('"', '\\"')
    factory.set_launch(f'( filesrc location="{quoted}" ! qtdemux ! {PAYLOADER} )')
    return factory


def require_login(server, factory, user, password):
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    auth.add_basic(GstRtspServer.RTSPAuth.make_basic(user, password), token)
    server.set_auth(auth)
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_permission_for_role("viewer", "media.factory.access", True)
    permissions.add_permission_for_role("viewer", "media.factory.construct", True)
    factory.set_permissions(permissions)


def parse_arguments():
    parser = argparse.ArgumentParser(description="Serves a clip as an RTSP camera on 127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--file", required=True, help="an mp4 with H.264")
    parser.add_argument("--path", default="/cam")
    parser.add_argument("--loop", action="store_true", help="repeat without an end")
    parser.add_argument("--shared", action="store_true", help="all clients see the same, as with a camera")
    parser.add_argument("--user")
    parser.add_argument("--password", default="")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    clip = os.path.abspath(arguments.file)
    if not os.path.isfile(clip):
        sys.exit(f"rtsp-server: no such file: {clip}")
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(str(arguments.port))
    factory = LoopFactory(clip) if arguments.loop else clip_factory(clip)
    factory.set_shared(arguments.shared)
    factory.set_protocols(GstRtsp.RTSPLowerTrans.TCP)
    if arguments.user is not None:
        require_login(server, factory, arguments.user, arguments.password)
    server.get_mount_points().add_factory(arguments.path, factory)
    if server.attach(None) == 0:
        sys.exit(f"rtsp-server: port {arguments.port} is taken")
    port = server.get_bound_port()
    print(json.dumps({"port": port, "url": f"rtsp://127.0.0.1:{port}{arguments.path}"}), flush=True)
    GLib.MainLoop().run()


main()
