//! The HTML page that is served when no parameter is given (document 000, first paragraph).

use crate::answer::Answer;

/// The help page. Its text is not in the document; that it is HTML is.
pub fn page() -> Answer {
    Answer::new("text/html", PAGE)
}

const PAGE: &str = "<html>\r\n<head><title>Voispeed Integration Command List</title></head>\r\n<body>\r\n\
<h1>Voispeed Integration Command List</h1>\r\n\
<p>The <b>srv</b> parameter indicates the requested service.</p>\r\n\
<table>\r\n\
<tr><td>0</td><td>Place a call between two party numbers</td></tr>\r\n\
<tr><td>1</td><td>Disconnect a call</td></tr>\r\n\
<tr><td>2</td><td>Record a conversation</td></tr>\r\n\
<tr><td>3</td><td>Ask information about the PBX status</td></tr>\r\n\
<tr><td>4</td><td>Set the properties of a user</td></tr>\r\n\
<tr><td>5</td><td>Send a sms to a user</td></tr>\r\n\
<tr><td>6</td><td>Set the properties/members of a group</td></tr>\r\n\
<tr><td>7</td><td>Execute the transfer between two calls</td></tr>\r\n\
<tr><td>8</td><td>Join two calls and carry out a conference</td></tr>\r\n\
<tr><td>9</td><td>Set IVR mode</td></tr>\r\n\
<tr><td>10</td><td>Playback an audio message</td></tr>\r\n\
<tr><td>11</td><td>Create/edit/delete a meeting room</td></tr>\r\n\
<tr><td>12</td><td>Add/edit/delete a user</td></tr>\r\n\
<tr><td>13</td><td>Park/retrieve a call</td></tr>\r\n\
<tr><td>14</td><td>Pick a call</td></tr>\r\n\
<tr><td>15</td><td>Get/edit/delete sms report</td></tr>\r\n\
<tr><td>16</td><td>Get/edit/delete vocalbox messages</td></tr>\r\n\
<tr><td>17</td><td>Get call report</td></tr>\r\n\
<tr><td>18</td><td>Add/edit/delete a group</td></tr>\r\n\
</table>\r\n\
<p>Example: services.cgi?srv=0&amp;first_number=02189655&amp;second_number=315&amp;first_interface=ISDN&amp;timeout=15<br>\r\n\
output: result=0;call_id=12345</p>\r\n\
</body>\r\n</html>\r\n";
